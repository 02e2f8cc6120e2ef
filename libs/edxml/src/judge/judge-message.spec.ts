import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attachments, document } from '../../support/arbitrary-document.js';
import type { OfficialDocument } from '../document.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import type { StatusMessage } from '../status.js';
import { writePackage } from '../write/write-package.js';
import { writeStatus } from '../write/write-status.js';
import { compileSchema } from '../xml/validate-schema.js';
import { judgeMessage, type Finding } from './judge-message.js';

const schema = compileSchema(readFileSync(new URL('../../schema/qcvn-102-2016.xsd', import.meta.url), 'utf8'));
const today = '2020-03-02';
const judge = (text: string | Buffer) => judgeMessage(Buffer.from(text), { today, schema });
/** One element a line, as a person would look at it. */
const lined = (one: OfficialDocument): string =>
  writePackage(one, [sampleAttachment]).toString().replaceAll('><', '>\n<');
const sample = lined(sampleDocument);
/** Breaks no rule of anybody. */
const faultless: OfficialDocument = {
  ...sampleDocument,
  type: { type: 2, name: 'Công văn' },
  from: { organId: 'H54.13', organName: 'Sở Thông tin và Truyền thông' },
};
const changed = (from: string | RegExp, to: string): string => {
  const text = sample.replace(from, to);
  if (text === sample) throw new Error(`nothing to change: ${from}`);
  return text;
};
const hard = (text: string | Buffer): Finding[] => judge(text).findings.filter(({ level }) => level === 'refused');
const soft = (change: Partial<OfficialDocument>) =>
  judge(lined({ ...faultless, ...change })).findings.map(({ level, code, of }) => [level, code, of]);
const status: StatusMessage = {
  from: { organId: 'H54.20', organName: 'Ủy ban nhân dân huyện Đông Hưng' },
  responseFor: { organId: 'H54.13', code: '15/STTTT-CNTT', documentId: 'H54.13,2020/03/02,15/STTTT-CNTT' },
  statusCode: 2,
  description: 'Gửi nhầm đơn vị',
  timestamp: '2020-03-02T09:15:00+07:00',
};

describe('the judgement on a message', () => {
  test('a message that breaks no rule is good, in both orders and zipped', () => {
    const forms = [{}, { order: 'dotnet' }, { zipped: true }] as const;
    const judged = forms.map((form) => judge(writePackage(faultless, [sampleAttachment], form)));
    expect(judged).toEqual(forms.map(() => ({ level: 'good', kind: 'document', findings: [] })));
    expect(judge(writeStatus(status))).toEqual({ level: 'good', kind: 'status', findings: [] });
  });

  test.each([
    ['digits before the declaration', '1234<?xml version="1.0"?><a/>', 'not-well-formed'],
    ['nothing', '', 'not-well-formed'],
    ['a cut message', sample.slice(0, 900), 'not-well-formed'],
    ['another kind of XML', '<a/>', 'not-edxml'],
    ['no header', changed(/<edXML:MessageHeader>[\s\S]*<\/edXML:MessageHeader>/, ''), 'not-edxml'],
    ['a DOCTYPE', `<!DOCTYPE a>${sample}`, 'refused'],
    ['a missing sender', changed(/<edXML:From>[\s\S]*?<\/edXML:From>/, ''), 'refused'],
    ['the kind that only Bkav refuses', sample, 'warned'],
  ])('%s is on its level', (_, text, level) => expect(judge(text).level).toBe(level));

  test.each<[string, string, string, string]>([
    [
      'a missing recipient',
      changed(/(<edXML:To>[\s\S]*?<\/edXML:To>\n)+/, ''),
      'N.MessageHeader.To',
      '<edXML:MessageHeader>',
    ],
    [
      'a missing name of the second recipient',
      changed('<edXML:OrganName>Ủy ban nhân dân huyện Đông Hưng</edXML:OrganName>\n', ''),
      'N.MessageHeader.To.OrganName',
      '<edXML:To>\n<edXML:OrganId>000.00.20.H54',
    ],
    [
      'a notation too long',
      changed('>STTTT-CNTT<', `>${'x'.repeat(31)}<`),
      'R.MessageHeader.Code.CodeNotation',
      '<edXML:CodeNotation>',
    ],
    [
      'an urgency that is none',
      changed('<edXML:Priority>1', '<edXML:Priority>7'),
      'R.MessageHeader.OtherInfo.Priority',
      '<edXML:Priority>',
    ],
    ['a date that is none', changed('2020/03/31', '31-3-2020'), 'T.MessageHeader.DueDate', '<edXML:DueDate>'],
    ['a day that is not there', changed('2020/03/31', '2020/02/30'), 'T.MessageHeader.DueDate', '<edXML:DueDate>'],
    [
      'a recipient named twice',
      changed('000.00.20.H54', 'H54'),
      'M.MessageHeader.To.OrganId',
      '<edXML:OrganId>H54</edXML:OrganId>',
    ],
    [
      'a document of tomorrow',
      changed('2020/03/02</edXML:Prom', '2020/03/03</edXML:Prom'),
      'R.MessageHeader.PromulgationInfo.PromulgationDate',
      '<edXML:PromulgationDate>',
    ],
    [
      'two subjects',
      changed('<edXML:Subject>', '<edXML:Subject/>\n<edXML:Subject>'),
      'M.MessageHeader.Subject',
      '<edXML:Subject>V',
    ],
  ])('%s is found on its line, with its family and its path', (_, text, code, at) => {
    const line = text.slice(0, text.indexOf(at)).split('\n').length;
    expect(hard(text)).toEqual([expect.objectContaining({ code, line, path: code.slice(2) })]);
  });

  test('every finding is there in English and in Vietnamese, and all faults of a message are found at once', () => {
    const text = changed('>STTTT-CNTT<', '><')
      .replace('2020/03/31', 'mai')
      .replace('<edXML:Priority>1', '<edXML:Priority>x');
    const found = hard(text);
    expect(found.map(({ code }) => code).sort()).toEqual([
      'N.MessageHeader.Code.CodeNotation',
      'T.MessageHeader.DueDate',
      'T.MessageHeader.OtherInfo.Priority',
    ]);
    for (const { english, vietnamese } of found) expect(english).not.toBe(vietnamese);
    expect(found.find(({ code }) => code.startsWith('N'))?.vietnamese).toBe('bắt buộc phải có');
  });

  test('lines behind an attachment in lines of Base64 are those of the file', () => {
    const base64 = `${'QUFB\n'.repeat(7)}QUFB`;
    const text = sample.replace(/(<edXML:ContentTransferEncoded[^>]*>)[^<]*/, `$1${base64}`);
    const line = (broken: string) => judge(broken).findings.map((one) => one.line)[0];
    const odd = text.replace('</AttachmentEncoded>', '<Odd/>\n</AttachmentEncoded>');
    const at = odd.slice(0, odd.indexOf('<Odd/>')).split('\n').length;
    expect(judge(odd).findings.find(({ path }) => path === 'Odd')?.line).toBe(at);
    expect(line(text.replace('</AttachmentEncoded>', '</Other>'))).toBe(at);
  });

  test('lines of elements behind an attachment that comes first are those of the file', () => {
    const [attached = ''] = /<AttachmentEncoded>[\s\S]*<\/AttachmentEncoded>\n/.exec(sample) ?? [];
    const first = attached.replace(/(<edXML:ContentTransferEncoded[^>]*>)[^<]*/, '$1QUFB\nQUFB\nQUFB');
    const text = changed(attached, '').replace('<edXML:edXMLEnvelope', `${first}<edXML:edXMLEnvelope`);
    const broken = text.replace('2020/03/31', 'mai');
    const line = broken.slice(0, broken.indexOf('<edXML:DueDate>')).split('\n').length;
    expect(hard(broken)).toMatchObject([{ code: 'T.MessageHeader.DueDate', line }]);
  });

  test('of several elements the one that is wrong is named, and the same fault of several is told once', () => {
    const long = 'x'.repeat(201);
    const text = changed('Ủy ban nhân dân huyện Đông Hưng', long);
    const line = text.slice(0, text.indexOf(long)).split('\n').length;
    expect(hard(text)).toMatchObject([{ code: 'R.MessageHeader.To.OrganName', line }]);
    const twice = text.replace(
      'Ủy ban nhân dân tỉnh Thái Bình</edXML:OrganName>\n</edXML:To>',
      `${long}</edXML:OrganName>\n</edXML:To>`,
    );
    expect([twice.split(long).length - 1, hard(twice).length]).toEqual([2, 1]);
    const nameless = sample.replace(/<edXML:OrganName>Ủy ban nhân dân (tỉnh|huyện)[^<]*<\/edXML:OrganName>\n/g, '');
    expect(hard(nameless)).toMatchObject([{ code: 'N.MessageHeader.To.OrganName' }]);
  });

  test('an operation brings what it needs, and nothing that belongs to another', () => {
    const codes = (business: OfficialDocument['business']) =>
      hard(lined({ ...sampleDocument, business })).map(({ code }) => code);
    const replacements = [{ documentId: 'H54-2020-6', organIds: ['H54.20'] }];
    const block = 'TraceHeaderList.Bussiness';
    expect(codes({ type: 3, reason: 'x' })).toEqual([`N.${block}.ReplacementInfoList`]);
    expect(codes({ type: 3, reason: 'x', replacements })).toEqual([]);
    expect(codes({ type: 0, replacements })).toEqual([`M.${block}.ReplacementInfoList`]);
    expect(codes({ type: 1, update: { contentChanged: true } })).toEqual([`M.${block}.BussinessDocumentInfo`]);
    expect(codes({ type: 2, update: { receivers: [{ organId: 'H54', type: 2 }] } })).toEqual([
      `M.${block}.BussinessDocumentInfo.ReceiverList.Receiver.ReceiverType`,
    ]);
    const itself = [{ documentId: sampleDocument.documentId }];
    expect(codes({ type: 3, replacements: itself })).toEqual([
      `M.${block}.ReplacementInfoList.ReplacementInfo.DocumentId`,
    ]);
  });

  test.each([2, 16])('a status %i without a reason is refused', (statusCode) => {
    const { description: _, ...silent } = { ...status, statusCode };
    expect(hard(writeStatus(silent))).toMatchObject([{ code: 'N.MessageHeader.Description' }]);
  });

  test('a status without what it is about is refused', () => {
    const text = writeStatus(status)
      .toString()
      .replace(/<edXML:DocumentId>.*<\/edXML:DocumentId>/, '');
    expect(hard(text)).toMatchObject([{ code: 'N.MessageHeader.ResponseFor.DocumentId' }]);
  });
});

describe('a message made to have more faults than anybody reads', () => {
  test.each([
    ['the same element again and again', '<edXML:Subject/>'.repeat(15_000)],
    ['elements nobody knows', '<edXML:Odd/>'.repeat(15_000)],
    ['recipients without a name', '<edXML:To><edXML:OrganId>x</edXML:OrganId></edXML:To>'.repeat(900)],
  ])('%s: is judged in a moment', (_, elements) => {
    const begin = performance.now();
    const { level, findings } = judge(changed('<edXML:Subject>', `${elements}<edXML:Subject>`));
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(['refused', 'warned']).toContain(level);
    expect(findings.length).toBeLessThanOrEqual(600);
  });
});

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

  test('a placeholder for a signature is a warning', () => {
    const text = lined({ ...faultless, claimsSignature: true });
    expect(judge(text).findings).toMatchObject([{ level: 'warned', code: 'M.Signature', of: 'Liên Thông' }]);
  });

  test('the correct spelling of Business is read, with a warning', () => {
    const text = lined(faultless).replaceAll('Bussiness', 'Business');
    expect(judge(text).findings.map(({ code }) => code)).toContain('M.TraceHeaderList.Business');
    expect(judge(text).level).toBe('warned');
  });

  test('an element that nobody knows is found by the published schema', () => {
    const text = lined(faultless).replace('<edXML:Subject>', '<edXML:Odd/>\n<edXML:Subject>');
    const line = text.slice(0, text.indexOf('<edXML:Odd/>')).split('\n').length;
    expect(judge(text).findings).toMatchObject([{ level: 'warned', code: 'M.Odd', line, of: 'qcvn-102-2016.xsd' }]);
  });
});

describe('the published schema', () => {
  test('takes whatever the judge takes', () => {
    fc.assert(
      fc.property(document, attachments, fc.constantFrom('vnpt', 'dotnet'), (one, files, order) => {
        const judged = judge(writePackage({ ...one, errors: undefined }, files, { order } as never));
        const bySchema = judged.findings.filter(({ of }) => of?.endsWith('.xsd'));
        const byUs = new Set(
          judged.findings.filter(({ level }) => level === 'refused').map(({ path }) => path.split('.').at(-1)),
        );
        expect(bySchema.filter(({ path }) => !byUs.has(path))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
