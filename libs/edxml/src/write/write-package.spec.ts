import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Attachment, OfficialDocument, Organization } from '../document.js';
import { isRefused } from '../outcome.js';
import { readPackage } from '../read/read-package.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { hasForbiddenCharacter } from '../xml/xml-text.js';
import { writePackage } from './write-package.js';

const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\r', '\n', 'ố', '𠀀', ' '),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    minLength: 1,
    maxLength: 30,
  })
  .map((value) => value.trim())
  .filter((value) => value !== '' && !hasForbiddenCharacter(value));
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const time = day.map((date) => `${date}T23:59:08+07:00`);
const number = fc.nat({ max: 65_535 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const list = <T>(arbitrary: fc.Arbitrary<T>) => maybe(fc.array(arbitrary, { minLength: 1, maxLength: 3 }));
const group = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  maybe(fc.record(shape)).map((value) =>
    value && Object.values(value).some((field) => field !== undefined) ? value : undefined,
  );

const organization: fc.Arbitrary<Organization> = fc.record({
  organId: text,
  organName: text,
  organizationInCharge: maybe(text),
  address: maybe(text),
  email: maybe(text),
  telephone: maybe(text),
  fax: maybe(text),
  website: maybe(text),
});
const staff = group({ department: maybe(text), staff: maybe(text), mobile: maybe(text), email: maybe(text) });
const document: fc.Arbitrary<OfficialDocument> = fc.record({
  from: organization,
  to: fc.array(organization, { maxLength: 4 }),
  documentId: text,
  code: fc.record({ number: text, notation: text }),
  promulgation: fc.record({ place: maybe(text), date: day }),
  type: fc.record({ type: number, detail: maybe(fc.integer({ min: -1, max: 9 })), name: text }),
  subject: text,
  content: maybe(text),
  signer: maybe(fc.record({ competence: maybe(text), position: maybe(text), fullName: text })),
  dueDate: maybe(day),
  toPlaces: list(text),
  other: group({
    priority: maybe(number),
    sphere: maybe(text),
    typer: maybe(text),
    amount: maybe(number),
    pages: maybe(number),
    appendixes: list(text),
  }),
  responseFor: list(
    fc.record({ organId: text, code: maybe(text), documentId: maybe(text), promulgationDate: maybe(day) }),
  ),
  steeringType: maybe(number),
  trace: fc.array(fc.record({ organId: text, timestamp: time }), { maxLength: 3 }),
  business: fc.record({
    type: fc.nat({ max: 3 }),
    reason: maybe(text),
    documentId: maybe(text),
    paper: maybe(fc.boolean()),
    staff,
  }),
  claimsSignature: fc.boolean(),
});
const attachments: fc.Arbitrary<Attachment[]> = fc.uniqueArray(
  fc.record({
    contentId: fc.stringMatching(/^[a-z0-9.<&-]{1,20}$/).filter((id) => !id.startsWith('cid:')),
    name: fc.stringMatching(/^[\wđộ&<]{1,20}\.pdf$/),
    contentType: fc.constantFrom('application/pdf', 'application/pkcs7-signature', 'text/plain'),
    description: maybe(text),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from([1, ...bytes])),
  }),
  { selector: ({ contentId }) => contentId, minLength: 1, maxLength: 4 },
);

describe('writing a package', () => {
  test('what is written is read back equal', () => {
    fc.assert(
      fc.property(document, attachments, (written, files) => {
        const outcome = readPackage(writePackage(written, files));
        if (isRefused(outcome))
          throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail} ${outcome.refusal.where}`);
        expect(outcome.value.document).toEqual(written);
        expect(outcome.value.attachments).toEqual(files);
      }),
      { numRuns: 300 },
    );
  });

  test('elements stand in the order of the national axis’ library, with the standard’s spelling', () => {
    const xml = writePackage(sampleDocument, [sampleAttachment]).toString();
    const header = /<edXML:MessageHeader>(.*)<\/edXML:MessageHeader>/.exec(xml)?.[1] ?? '';
    const top = header.replace(
      /<(edXML:\w+)>(?:(?!<\1>).)*?<\/\1>/g,
      (element) => ` ${/\w+(?=>)/.exec(element)?.[0]} `,
    );
    expect(top.trim().split(/\s+/)).toEqual([
      'From',
      'To',
      'To',
      'DocumentId',
      'Code',
      'PromulgationInfo',
      'DocumentType',
      'Subject',
      'Content',
      'SignerInfo',
      'DueDate',
      'OtherInfo',
      'ResponseFor',
      'SteeringType',
      'ToPlaces',
    ]);
    expect(xml).toMatch(
      /<edXML:Bussiness><edXML:DocumentId>.*<edXML:BussinessDocType>0<\/edXML:BussinessDocType><edXML:BussinessDocReason>/,
    );
  });

  test('the namespace is declared twice, attachments are raw Base64 outside the envelope', () => {
    const xml = writePackage(sampleDocument, [sampleAttachment]).toString();
    const namespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
    expect(xml).toContain(`<edXML xmlns="${namespace}"><edXML:edXMLEnvelope xmlns:edXML="${namespace}">`);
    expect(xml).toContain('</edXML:edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>cid:209</ContentId>');
    expect(xml).toContain(`>${sampleAttachment.bytes.toString('base64')}</edXML:ContentTransferEncoded>`);
  });

  test('dates are written with slashes, times in Vietnam time', () => {
    const trace = [{ organId: 'H54', timestamp: '2020-03-02T01:30:00Z' }];
    const xml = writePackage({ ...sampleDocument, trace }, []).toString();
    expect(xml).toContain('<edXML:PromulgationDate>2020/03/02</edXML:PromulgationDate>');
    expect(xml).toContain('<edXML:Timestamp>2020/03/02 08:30:00</edXML:Timestamp>');
  });

  test('a claim to be signed points at the detached signatures', () => {
    const signature = { ...sampleAttachment, contentId: '210', contentType: 'application/pkcs7-signature' };
    const xml = writePackage({ ...sampleDocument, claimsSignature: true }, [sampleAttachment, signature]).toString();
    expect(xml).toContain('<edXML:Signature><edXML:Reference URI="cid:210"/></edXML:Signature>');
  });

  test('a text that XML can not carry is never written', () => {
    expect(() => writePackage({ ...sampleDocument, subject: 'a\u0000' }, [])).toThrow('control character');
  });
});
