/** Agencies and persons for certificates, as a clerk's table gives them. */
import { describe, expect, test } from '@jest/globals';
import { readHoldersCsv } from './holders-csv.js';

describe('a table of holders', () => {
  test('gives agencies and persons in its order, each with a name for its files', () => {
    const text = [
      'code,name,kind,branch,id',
      'H54.07,Sở Giao thông vận tải,,,',
      'H54.07,Nguyễn Văn Đạt,person,,',
      'H54.07,Nguyễn Văn Đạt,person,,2',
      '000.00.08.H54,"Sở Y tế, tỉnh",agency,state,',
      'H54.90,Văn phòng Tỉnh ủy,agency,party,',
      '00.54.W00,Mạng văn phòng,place,,',
    ].join('\n');
    const { holders, refused } = readHoldersCsv(text);
    expect(refused).toEqual([]);
    expect(holders.map(({ who, kind, branch }) => [who, kind, branch])).toEqual([
      ['H54.07', 'agency', 'state'],
      ['H54.07.nguyen-van-dat', 'person', 'state'],
      ['H54.07.2', 'person', 'state'],
      ['H54.08', 'agency', 'state'],
      ['H54.90', 'agency', 'party'],
      ['00.54.W00', 'place', 'state'],
    ]);
    expect(holders[3]).toMatchObject({ agency: 'H54.08', commonName: 'Sở Y tế, tỉnh', line: 5 });
  });

  test('needs two columns only, and refuses each line that can not be used with its reason', () => {
    const { holders, refused } = readHoldersCsv('name,code\nSở Y tế,H54.08\nSở Y tế,H54.08\nX,54\n,H54.09\n');
    expect(holders.map(({ who }) => who)).toEqual(['H54.08']);
    expect(refused).toEqual([
      { line: 3, reason: 'H54.08 stands on line 2 already' },
      { line: 4, reason: 'code "54" is not an agency’s like H54.07' },
      { line: 5, reason: 'the name has to have 1 to 64 characters' },
    ]);
    expect(readHoldersCsv('code,kind\nH54.08,agency').refused[0]?.reason).toContain('column name');
    expect(readHoldersCsv('code,name,kind\nH54.08,a,king').refused[0]?.reason).toContain('"king" is none of');
    expect(readHoldersCsv('code,name,branch\nH54.08,a,x').refused[0]?.reason).toContain('branch "x"');
    expect(readHoldersCsv('code,name,id\nH54.08,a,../b').refused[0]?.reason).toContain('id "../b"');
  });
});
