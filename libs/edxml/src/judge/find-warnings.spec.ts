import { describe, expect, test } from '@jest/globals';
import { faultless, judge, lined } from '../../support/judged-sample.js';
import type { OfficialDocument } from '../document.js';

const soft = (change: Partial<OfficialDocument>) =>
  judge(lined({ ...faultless, ...change })).findings.map(({ level, code, of }) => [level, code, of]);

describe('soft rules of one implementation', () => {
  test.each<[string, Partial<OfficialDocument>, string, string]>([
    [
      'a kind that Bkav does not know',
      { type: { type: 18, name: 'Công văn' } },
      'M.MessageHeader.DocumentType.Type',
      'Bkav',
    ],
    [
      'a signer with a long name',
      { signer: { fullName: 'x'.repeat(51) } },
      'R.MessageHeader.SignerInfo.FullName',
      'Bộ TT&TT (nhớ lại)',
    ],
    [
      'a number of 14 digits',
      { code: { number: '20200302000123', notation: 'CV' }, type: { type: 2, name: 'Công văn' } },
      'R.MessageHeader.Code.CodeNumber',
      'QCVN 102:2016',
    ],
    [
      'a sender without a name',
      { from: { organId: 'H54', organName: '' } },
      'N.MessageHeader.From.OrganName',
      'QCVN 102:2016',
    ],
    [
      'the axis’ own trace',
      { trace: [{ organId: '', timestamp: '2025-03-02T08:00:00+07:00' }] },
      'N.TraceHeaderList.TraceHeader.OrganId',
      'QCVN 102:2016',
    ],
    ['no trace', { trace: [] }, 'N.TraceHeaderList.TraceHeader', 'VNPT'],
    [
      'an update that does not say of what',
      { business: { type: 2, reason: 'x' } },
      'N.TraceHeaderList.Bussiness.BussinessDocumentInfo',
      'VNPT',
    ],
    ['a recall without a reason', { business: { type: 1 } }, 'N.TraceHeaderList.Bussiness.BussinessDocReason', 'VNPT'],
    [
      'a code of the Party tree',
      { from: { organId: '000.A53.000', organName: 'x' } },
      'M.MessageHeader.From.OrganId',
      'QĐ 20/2020, QCVN 102:2016',
    ],
    [
      'a hub as the sender',
      { from: { organId: '00.54.W00', organName: 'x' } },
      'M.MessageHeader.From.OrganId',
      'QĐ 20/2020, QCVN 102:2016',
    ],
    [
      'a province that is none as a recipient',
      { to: [{ organId: 'H99', organName: 'x' }] },
      'M.MessageHeader.To.OrganId',
      'QĐ 20/2020, QCVN 102:2016',
    ],
    [
      'a long address',
      { from: { organId: 'H54', organName: 'x', address: 'x'.repeat(251) } },
      'R.MessageHeader.From.OrganAdd',
      'Bộ TT&TT (nhớ lại)',
    ],
    [
      'a mail address that is none',
      { from: { organId: 'H54', organName: 'x', email: 'văn thư' } },
      'T.MessageHeader.From.Email',
      'Bkav',
    ],
    [
      'a website longer than Bkav’s column',
      { from: { organId: 'H54', organName: 'x', website: 'x'.repeat(21) } },
      'R.MessageHeader.From.Website',
      'Bkav',
    ],
    [
      'a kind that is none',
      { type: { type: 2, name: 'Linh tinh' } },
      'M.MessageHeader.DocumentType.TypeName',
      'NĐ 30/2020',
    ],
    [
      'the notation of a decision on a letter',
      { code: { number: '15', notation: 'QĐ-UBND' } },
      'M.MessageHeader.Code.CodeNotation',
      'NĐ 30/2020',
    ],
    [
      'the notation of a letter on a decision',
      { type: { type: 2, name: 'Quyết định' } },
      'M.MessageHeader.Code.CodeNotation',
      'NĐ 30/2020',
    ],
    [
      'the notation of a decision on a circular',
      { type: { type: 1, name: 'Thông tư' }, code: { number: '15', notation: '2020/QĐ-BTTTT' } },
      'M.MessageHeader.Code.CodeNotation',
      'NĐ 30/2020',
    ],
    [
      'a number below ten without its zero',
      { code: { number: '5', notation: 'STTTT-CNTT' } },
      'M.MessageHeader.Code.CodeNumber',
      'NĐ 30/2020',
    ],
    [
      'a number with zeros too many',
      { code: { number: '0015', notation: 'STTTT-CNTT' } },
      'M.MessageHeader.Code.CodeNumber',
      'NĐ 30/2020',
    ],
  ])('%s is a warning that names whose rule it is', (_, change, code, of) => {
    expect(soft(change)).toEqual([['warned', code, of]]);
  });

  test('a firm may be named by its registration number', () => {
    expect(soft({ to: [{ organId: '0100109106', organName: 'Tổng công ty x' }] })).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['Quyết định', '05', 'QĐ-UBND'],
    ['Nghị quyết', '12', '2020/NQ-HĐND'],
    ['Thông tư', '12', '2020/TT-BTTTT'],
    ['Thư công', '10', 'UBND-VP'],
    ['Báo cáo', '15a', 'BC-STTTT'],
    ['Công văn', '07', 'SY-UBND'],
    ['TỜ TRÌNH', '100', 'TTR-SNV'],
    ['Luật', '86', '2015/QH13'],
  ])('a document called %s with the number %s/%s is named and numbered well', (name, number, notation) => {
    expect(soft({ type: { type: 2, name }, code: { number, notation } })).toEqual([]);
  });

  test('what is numbered and named wrongly is told on its line, with what would be right, in both languages', () => {
    const text = lined({
      ...faultless,
      type: { type: 2, name: 'Linh tinh' },
      code: { number: '5', notation: 'QĐ-UBND' },
    });
    const lineOf = (element: string) => text.slice(0, text.indexOf(`<edXML:${element}>`)).split('\n').length;
    expect(judge(text)).toMatchObject({
      level: 'warned',
      findings: [
        { path: 'MessageHeader.DocumentType.TypeName', line: lineOf('TypeName') },
        {
          path: 'MessageHeader.Code.CodeNotation',
          line: lineOf('CodeNotation'),
          english: expect.stringContaining('QĐ, which is a Quyết định'),
          vietnamese: expect.stringContaining('QĐ của loại Quyết định'),
        },
        {
          path: 'MessageHeader.Code.CodeNumber',
          line: lineOf('CodeNumber'),
          english: expect.stringContaining('written 05'),
          vietnamese: expect.stringContaining('viết là 05'),
        },
      ],
    });
  });

  test('a kind of attachment that is no media type, and is left out by readers, is a warning on its line', () => {
    const text = lined(faultless).replace('<ContentType>application/pdf<', '<ContentType>not a type<');
    const line = text.slice(0, text.indexOf('<ContentType>not a type')).split('\n').length;
    const code = 'T.AttachmentEncoded.Attachment[1].ContentType';
    expect(judge(text)).toMatchObject({ level: 'warned', findings: [{ code, line, of: 'RFC 9110' }] });
    expect(judge(text).findings[0]?.vietnamese).toContain('"not a type" không phải kiểu nội dung');
  });

  test('a placeholder for a signature is a warning', () => {
    const text = lined({ ...faultless, claimsSignature: true });
    expect(judge(text).findings).toMatchObject([{ level: 'warned', code: 'M.Signature', of: 'Liên Thông' }]);
  });

  test('the correct spelling of Business is read, with a warning', () => {
    const text = lined(faultless).replaceAll('Bussiness', 'Business');
    expect(judge(text).findings.map(({ code }) => code)).toContain('M.TraceHeaderList.Business');
    expect(judge(text).level).toBe('warned');
  });
});
