/** The commands on edXML as a person types them: what they print, what they write, and how they end. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writePackage, writeStatus, type OfficialDocument } from '@lienthong/edxml';
import { builtProgram } from '../project.js';
import { nameOnDisk } from './extract.js';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-edxml-'));
const at = (name: string): string => join(folder, name);
const today = '2020-03-02';

function run(...words: string[]): { code: number | null; out: string; complaint: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram('cli', 'main.js'), 'edxml', ...words], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, complaint: stderr };
}

const letter = {
  document: {
    from: { organId: 'H54.13', organName: 'Sở Thông tin và Truyền thông' },
    to: [{ organId: 'H54', organName: 'Ủy ban nhân dân tỉnh Thái Bình' }],
    code: { number: '15', notation: 'STTTT-CNTT' },
    promulgation: { place: 'Thái Bình', date: today },
    type: { type: 2, name: 'Công văn' },
    subject: 'Về việc gửi, nhận văn bản điện tử',
    trace: [{ organId: 'H54.13', timestamp: '2020-03-02T08:30:00+07:00' }],
  },
  files: [{ path: 'main.pdf', contentType: 'application/pdf' }],
};
/** Of the kind that Bkav does not know. */
const sample: OfficialDocument = {
  ...letter.document,
  documentId: 'H54.13,2020/03/02,15/STTTT-CNTT',
  type: { type: 18, name: 'Công văn' },
  other: { priority: 1 },
  business: { type: 0 },
  claimsSignature: false,
};
const file = {
  contentId: '209',
  name: '15-STTTT-CNTT.pdf',
  contentType: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7'),
};
const describedAs = (name: string, description: unknown): string => {
  writeFileSync(at(name), JSON.stringify(description));
  return at(name);
};

beforeAll(() => {
  writeFileSync(at('good.edxml'), writePackage(sample, [file]));
  writeFileSync(at('bad.edxml'), writePackage({ ...sample, subject: '' }, [file]));
  const told = { organId: 'H54', code: '15/UBND', documentId: 'H54-2020-7' };
  const status = {
    from: sample.from,
    responseFor: told,
    statusCode: 3,
    timestamp: '2020-03-02T09:15:00+07:00',
  };
  writeFileSync(at('status.edxml'), writeStatus(status));
  writeFileSync(at('main.pdf'), '%PDF-1.7 công văn');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('lienthong edxml check', () => {
  test('ends with 0 for messages that are taken, warnings or not', () => {
    const { code, out } = run('check', at('good.edxml'), at('status.edxml'), '--today', today);
    expect(code).toBe(0);
    expect(out).toContain('good.edxml: warned, a document message\n');
    expect(out).toContain('warned M.MessageHeader.DocumentType.Type 18 is none of 1, 2 (Bkav)');
    expect(out).toContain('status.edxml: good, a status message\n');
  });

  test('ends with 1 when one is refused, and says where and why in the language asked for', () => {
    const { code, out } = run('check', at('good.edxml'), at('bad.edxml'), '--today', today, '--vietnamese');
    expect(code).toBe(1);
    expect(out).toMatch(/bad\.edxml:\d+: refused N\.MessageHeader\.Subject bắt buộc phải có/);
  });

  test('prints all findings as JSON', () => {
    const { code, out } = run('check', at('bad.edxml'), '--today', today, '--json');
    const [judged] = JSON.parse(out);
    expect([code, judged.level, judged.kind]).toEqual([1, 'refused', 'document']);
    expect(judged.findings[0]).toEqual({
      ...{ level: 'refused', code: 'N.MessageHeader.Subject', path: 'MessageHeader.Subject', line: 2 },
      ...{ english: 'is required', vietnamese: 'bắt buộc phải có' },
    });
  });

  test('ends with 2 when a file can not be read or the day is none, and prints no judgement', () => {
    for (const words of [
      ['check', at('nothing.edxml')],
      ['check', at('good.edxml'), '--today', '2020-02-30'],
    ]) {
      expect(run(...words)).toMatchObject({ code: 2, out: '' });
    }
  });
});

describe('lienthong edxml show', () => {
  test('shows what a package says and what a status says', () => {
    const shown = run('show', at('good.edxml'));
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^number +15\/STTTT-CNTT$/m);
    expect(shown.out).toMatch(/^urgency +Khẩn$/m);
    expect(run('show', at('status.edxml')).out).toMatch(/^status +03 Đã tiếp nhận$/m);
  });

  test('ends with 1 for what can not be read', () => {
    expect(run('show', at('main.pdf'))).toMatchObject({
      code: 1,
      out: '',
      complaint: expect.stringContaining('xml-malformed'),
    });
  });
});

describe('lienthong edxml build', () => {
  test.each([
    ['vnpt', []],
    ['dotnet', ['--order', 'dotnet', '--zipped']],
  ])('writes a package in the order %s that is good, and from what is shown of it the same again', (order, words) => {
    const built = run('build', describedAs('letter.json', letter), '--out', at(`${order}.edxml`), ...words);
    expect(built).toMatchObject({ code: 0, complaint: '' });
    expect(built.out).toContain('good, a document message');
    writeFileSync(at('again.json'), run('show', at(`${order}.edxml`), '--json').out);
    expect(run('build', at('again.json'), '--out', at('again.edxml'), ...words).code).toBe(0);
    expect(readFileSync(at('again.edxml'))).toEqual(readFileSync(at(`${order}.edxml`)));
  });

  test('writes a status, and shows it as it was described', () => {
    const described = JSON.parse(run('show', at('status.edxml'), '--json').out);
    expect(run('build', describedAs('status.json', described), '--out', at('built.edxml')).code).toBe(0);
    expect(readFileSync(at('built.edxml'))).toEqual(readFileSync(at('status.edxml')));
  });

  test('writes nothing that would be refused', () => {
    const document = { ...letter.document, code: { number: '1'.repeat(12), notation: 'x' } };
    const { code, complaint } = run(
      'build',
      describedAs('wrong.json', { ...letter, document }),
      '--out',
      at('wrong.edxml'),
    );
    expect(code).toBe(1);
    expect(complaint).toContain('R.MessageHeader.Code.CodeNumber');
    expect(readdirSync(folder)).not.toContain('wrong.edxml');
  });

  test('ends with 2 for a description that is none, and names the field', () => {
    const odd = { ...letter, document: { ...letter.document, subjekt: 'x' } };
    const { code, complaint } = run('build', describedAs('odd.json', odd), '--out', at('odd.edxml'));
    expect(code).toBe(2);
    expect(complaint).toContain('subjekt');
    expect(run('build', at('main.pdf'), '--out', at('odd.edxml')).code).toBe(2);
  });
});

describe('lienthong edxml extract', () => {
  test('writes the files, and overwrites none', () => {
    expect(run('extract', at('good.edxml'), '--to', at('files')).code).toBe(0);
    expect(readdirSync(at('files'))).toEqual(['01-15-STTTT-CNTT.pdf']);
    expect(readFileSync(join(at('files'), '01-15-STTTT-CNTT.pdf'))).toEqual(file.bytes);
    expect(run('extract', at('good.edxml'), '--to', at('files'))).toMatchObject({ code: 2 });
  });

  test('has nothing to write of a status or of what is no message', () => {
    expect([run('extract', at('status.edxml')).code, run('extract', at('main.pdf')).code]).toEqual([1, 1]);
  });

  test.each([
    ['../../etc/passwd', '01-_.._etc_passwd'],
    ['C:\\a\\b.pdf', '01-C__a_b.pdf'],
    ['...', '01-file'],
    ['a\nb.pdf', '01-a_b.pdf'],
    ['văn bản số 1.pdf', '01-văn bản số 1.pdf'],
    [`${'ố'.repeat(300)}.pdf`, `01-${'ố'.repeat(66)}.pdf`],
  ])('puts the name %j on the disk as %j', (name, onDisk) => expect(nameOnDisk({ name }, 0)).toBe(onDisk));
});

test('every command has its help with an example', () => {
  for (const name of ['check', 'show', 'extract', 'build']) {
    expect(run(name, '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Example:\n  lienthong edxml ${name}`),
    });
  }
});
