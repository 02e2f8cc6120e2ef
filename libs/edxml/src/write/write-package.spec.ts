import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attachments, document } from '../../support/arbitrary-document.js';
import { isRefused } from '../outcome.js';
import { readPackage } from '../read/read-package.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { writePackage } from './write-package.js';

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

  test.each(['vnpt', 'dotnet'] as const)('an identifier that brings its cid: gets no second one (%s)', (order) => {
    const named = { ...sampleDocument, claimsSignature: true };
    for (const contentId of ['cid:7', 'CID:7', '7']) {
      const bytes = writePackage(named, [{ ...sampleAttachment, contentId }], { order });
      expect(bytes.equals(writePackage(named, [{ ...sampleAttachment, contentId: '7' }], { order }))).toBe(true);
      expect(readPackage(bytes)).toMatchObject({ value: { attachments: [{ contentId: '7' }] } });
    }
  });

  test('the bytes of a package have not changed', () => {
    const digest = hash('sha256', writePackage(sampleDocument, [sampleAttachment]), 'hex');
    expect(digest).toBe('7c8b4aff49a32e1f4656b6f1e47aa5f79b005cded0b2a3feff0b241114cc133b');
  });

  test('what is written in the order of the .NET kit is read back equal, with the marks of its trace list', () => {
    fc.assert(
      fc.property(document, attachments, (written, files) => {
        const marked = { ...written, traceMarks: { id: '1a2b3c4d', version: '1.0', mustUnderstand: '1', actor: 'x' } };
        const outcome = readPackage(writePackage(marked, files, { order: 'dotnet' }));
        if (isRefused(outcome)) throw new Error(`${outcome.refusal.detail} ${outcome.refusal.where}`);
        expect(outcome.value.document).toEqual(marked);
        expect(outcome.value.attachments).toEqual(files);
      }),
      { numRuns: 100 },
    );
  });

  test('what is zipped for the transport is read back equal, and has the identity of the same files sent as they are', () => {
    fc.assert(
      fc.property(document, attachments, (written, files) => {
        const pdfs = files.map((file) => ({ ...file, contentType: 'application/pdf' }));
        const [zipped, plain] = [{ zipped: true }, {}].map((form) => readPackage(writePackage(written, pdfs, form)));
        if (!zipped || !plain || isRefused(zipped) || isRefused(plain)) throw new Error('refused');
        expect(zipped.value.attachments.map(({ zipped: _, ...file }) => file)).toEqual(pdfs);
        expect(zipped.value.attachments.every((file) => file.zipped?.readUInt16BE(0) === 0x504b)).toBe(true);
        const claims = written.claimsSignature;
        if (!claims) expect(zipped.value.contentDigest).toEqual(plain.value.contentDigest);
      }),
      { numRuns: 60 },
    );
  });

  test('the .NET order follows the table: the DocumentId comes last, the manifest has links, files have bare ids', () => {
    const xml = writePackage(sampleDocument, [sampleAttachment], { order: 'dotnet' }).toString();
    expect(xml).toMatch(/<\/edXML:SteeringType><edXML:DocumentId>[^<]*<\/edXML:DocumentId><\/edXML:MessageHeader>/);
    expect(xml).toContain('xlink:href="cid:209" xlink:role="XLinkRole" xlink:type="simple"><edXML:Description>');
    expect(xml).toContain('<Attachment><ContentType>application/pdf</ContentType><ContentId>209</ContentId>');
    expect(xml).toContain('<edXML:DigitalSignature/></edXML:edXMLHeader>');
    expect(xml).toMatch(/<edXML:TraceHeaderList id="[0-9a-f]{8}" version="1.0" mustUnderstand="1" actor="http:/);
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
