import { describe, expect, test } from '@jest/globals';
import { faultless, judge, lined } from '../../support/judged-sample.js';
import type { OfficialDocument } from '../document.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import type { StatusMessage } from '../status.js';
import { writePackage } from '../write/write-package.js';
import { writeStatus } from '../write/write-status.js';
import type { Finding } from './finding.js';
import { growth } from '../../support/growth.js';

const sample = lined(sampleDocument);
const changed = (from: string | RegExp, to: string): string => {
  const text = sample.replace(from, to);
  if (text === sample) throw new Error(`nothing to change: ${from}`);
  return text;
};
const hard = (text: string | Buffer): Finding[] => judge(text).findings.filter(({ level }) => level === 'refused');
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
    expect(judge(odd).findings.find(({ path }) => path === 'AttachmentEncoded.Odd')?.line).toBe(at);
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
    const nameless = judge(
      sample.replace(/<edXML:OrganName>Ủy ban nhân dân (tỉnh|huyện)[^<]*<\/edXML:OrganName>\n/g, ''),
    );
    expect(nameless.level).toBe('warned');
    const told = nameless.findings.filter(({ code }) => code === 'N.MessageHeader.To.OrganName');
    expect(told).toMatchObject([{ level: 'warned', of: 'QCVN 102:2016' }]);
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

  test.each<[string, string, string, string]>([
    ['depth', `<edXML:Odd>`.repeat(40) + '</edXML:Odd>'.repeat(40), 'deep', '32'],
    ['number of elements', '<edXML:Odd/>'.repeat(21_000), 'elements', '20000'],
    [
      'number of attributes',
      `<edXML:Odd ${Array.from({ length: 40 }, (_, at) => `a${at}="x"`).join(' ')}/>`,
      'attributes',
      '32',
    ],
    ['length of a text', `<edXML:Odd>${'x'.repeat(140_000)}</edXML:Odd>`, 'bytes', '131072'],
    ['size of the envelope', `<edXML:Odd>${'x'.repeat(130_000)}</edXML:Odd>`.repeat(9), 'Base64', '1048576'],
  ])('the limit on the %s is told with its number, in both languages, on its line', (_, odd, word, number) => {
    const text = changed('<edXML:Subject>', `${odd}\n<edXML:Subject>`);
    const line = text.slice(0, text.indexOf('<edXML:Odd')).split('\n').length;
    const [finding, ...others] = judge(text).findings;
    expect([finding, others]).toMatchObject([{ level: 'refused', code: 'R.edXML', line }, []]);
    expect(finding?.english).toContain(word);
    expect(finding?.english).toContain(number);
    expect(finding?.vietnamese).toContain(number);
    expect(finding?.vietnamese).not.toMatch(/quá nhiều hoặc quá sâu|\b(?:bytes|at most|more than)\b/);
  });

  test('a package that is too large is told by its limit on the line where it is reached', () => {
    const begin = sample.slice(0, sample.indexOf('<edXML:Subject>'));
    const [finding] = judge(Buffer.concat([Buffer.from(begin), Buffer.alloc(50 * 1024 * 1024, 'x')])).findings;
    expect(finding).toMatchObject({
      ...{ code: 'R.edXML', line: begin.split('\n').length },
      vietnamese: expect.stringContaining('nhiều nhất là 52428800'),
    });
  });

  test.each([
    ['an empty StatusCode', '></edXML:StatusCode>', 'N.MessageHeader.StatusCode', 'is required'],
    [
      'a StatusCode that is no number',
      '>x</edXML:StatusCode>',
      'T.MessageHeader.StatusCode',
      '"x" is not a whole number',
    ],
    ['a StatusCode that is none', '>07</edXML:StatusCode>', 'M.MessageHeader.StatusCode', '7 is not a status'],
  ])('%s is one fault, told once', (_, end, code, words) => {
    const text = writeStatus(status)
      .toString()
      .replace(/>02<\/edXML:StatusCode>/, end);
    expect(judge(text).findings).toMatchObject([{ code, english: expect.stringContaining(words) }]);
  });

  test.each([
    ['an empty Type', '', 'N.MessageHeader.DocumentType.Type'],
    ['a Type that is no number', 'abc', 'T.MessageHeader.DocumentType.Type'],
  ])('%s is one fault, told once', (_, type, code) => {
    const text = lined(faultless).replace('<edXML:Type>2', `<edXML:Type>${type}`);
    expect(judge(text).findings).toMatchObject([{ level: 'refused', code }]);
  });

  test.each([2, 16])('a status %i without a reason is refused', (statusCode) => {
    const { description: _, ...silent } = { ...status, statusCode };
    expect(hard(writeStatus(silent))).toMatchObject([{ code: 'N.MessageHeader.Description' }]);
  });

  test('a status without what it is about is refused', () => {
    const text = writeStatus(status)
      .toString()
      .replace(/<edXML:Code>.*<\/edXML:DocumentId>/, '');
    expect(hard(text)).toMatchObject([{ code: 'N.MessageHeader.ResponseFor.DocumentId' }]);
  });
});

describe('a message made to have more faults than anybody reads', () => {
  test.each([
    ['the same element again and again', '<edXML:Subject/>', 4_000],
    ['elements nobody knows', '<edXML:Odd/>', 4_000],
    ['recipients without a name', '<edXML:To><edXML:OrganId>x</edXML:OrganId></edXML:To>', 225],
  ])('%s: each is judged once', (_, element, size) => {
    const judged = (count: number) => judge(changed('<edXML:Subject>', `${element.repeat(count)}<edXML:Subject>`));
    expect(growth(size, judged)).toBeLessThan(10);
    const { level, findings } = judged(4 * size);
    expect(['refused', 'warned']).toContain(level);
    expect(findings.length).toBeLessThanOrEqual(600);
  });
});
