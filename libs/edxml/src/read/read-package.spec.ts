import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { OfficialDocument, Package } from '../document.js';
import { isRefused } from '../outcome.js';
import type { Refusal } from '../refusals.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { writePackage } from '../write/write-package.js';
import { zipOne } from '../xml/write-zip.js';
import { readPackage } from './read-package.js';

/** Packed to a tenth of its size. */
const block = Buffer.from(`${randomBytes(6_000).toString('hex')}${'0'.repeat(53_536)}`);
const exclusiveSignature =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>' +
  '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:SignedInfo></ds:Signature>';

const sample = writePackage(sampleDocument, [sampleAttachment]).toString();

function read(text: string | Buffer): Package {
  const outcome = readPackage(Buffer.from(text));
  if (isRefused(outcome)) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
  return outcome.value;
}

function refusal(text: string | Buffer): Refusal | undefined {
  const outcome = readPackage(Buffer.from(text));
  return isRefused(outcome) ? outcome.refusal : undefined;
}

/** The package with one piece of its text exchanged; the piece has to be there. */
function changed(from: string | RegExp, to: string): string {
  const text = sample.replace(from, to);
  if (text === sample) throw new Error(`nothing to change: ${from}`);
  return text;
}

/** As the .NET kit of a provincial axis writes it: other order, prefixes, attributes, ids and an empty signature. */
const dotNetForm = `<?xml version="1.0" encoding="utf-8"?>
<!-- made by another kit -->
<q:edXML xmlns:q="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <q:AttachmentEncoded>
    <q:Attachment>
      <q:ContentType>application/pdf</q:ContentType>
      <q:ContentId>b</q:ContentId>
      <q:ContentTransferEncoded>
        QkIyMg==
      </q:ContentTransferEncoded>
      <q:AttachmentName>phụ lục.pdf</q:AttachmentName>
    </q:Attachment>
    <Attachment xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><ContentId>cid:a</ContentId><ContentTransferEncoded>QUEx</ContentTransferEncoded></Attachment>
  </q:AttachmentEncoded>
  <q:edXMLEnvelope>
    <q:edXMLBody><q:edXMLManifest version="1.0">
      <q:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:a" xlink:type="simple"><q:AttachmentName>chính.pdf</q:AttachmentName></q:Reference>
      <q:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:b" xlink:type="simple"/>
    </q:edXMLManifest></q:edXMLBody>
    <q:edXMLHeader>
      <q:DigitalSignature />
      <q:TraceHeaderList id="1a2b3c4d" version="1.0">
        <q:Business><q:BusinessDocType>0</q:BusinessDocType><q:Paper>1</q:Paper></q:Business>
        <q:TraceHeader><q:Timestamp>2020/03/02 08:30:00</q:Timestamp><q:OrganId>H37</q:OrganId></q:TraceHeader>
      </q:TraceHeaderList>
      <q:MessageHeader>
        <q:Subject><![CDATA[Về việc A & B]]></q:Subject>
        <q:DocumentType><q:TypeName> Công văn </q:TypeName><q:Type>2</q:Type></q:DocumentType>
        <q:PromulgationInfo><q:PromulgationDate>2020/03/02</q:PromulgationDate></q:PromulgationInfo>
        <q:Code><q:CodeNotation>UBND-VP</q:CodeNotation><q:CodeNumber>07</q:CodeNumber></q:Code>
        <q:To><q:OrganName>UBND tỉnh Thái Bình</q:OrganName><q:OrganId>H54</q:OrganId></q:To>
        <q:From><q:OrganName>UBND tỉnh Lạng Sơn</q:OrganName><q:OrganId>H37</q:OrganId></q:From>
        <q:ResponseFor/>
        <q:OtherInfo><other:Priority xmlns:other="urn:other">9</other:Priority><q:Priority>3</q:Priority></q:OtherInfo>
        <q:DocumentId>b7c1</q:DocumentId>
      </q:MessageHeader>
    </q:edXMLHeader>
  </q:edXMLEnvelope>
</q:edXML>`;

describe('reading a package', () => {
  test('another kit’s order, prefixes, attributes and ids say the same', () => {
    const { document, attachments } = read(dotNetForm);
    expect(document).toEqual({
      from: { organId: 'H37', organName: 'UBND tỉnh Lạng Sơn' },
      to: [{ organId: 'H54', organName: 'UBND tỉnh Thái Bình' }],
      documentId: 'b7c1',
      code: { number: '07', notation: 'UBND-VP' },
      promulgation: { date: '2020-03-02' },
      type: { type: 2, name: 'Công văn' },
      subject: 'Về việc A & B',
      other: { priority: 3 },
      trace: [{ organId: 'H37', timestamp: '2020-03-02T08:30:00+07:00' }],
      traceMarks: { id: '1a2b3c4d', version: '1.0' },
      business: { type: 0, paper: true },
      claimsSignature: false,
    });
    expect(attachments.map(({ contentId, name, bytes }) => [contentId, name, bytes.toString()])).toEqual([
      ['a', 'chính.pdf', 'AA1'],
      ['b', 'phụ lục.pdf', 'BB22'],
    ]);
  });

  test('the digest of every attachment is over its decoded bytes', () => {
    const { attachments, attachmentDigests } = read(sample);
    const digests = attachments.map(({ bytes }) => createHash('sha256').update(bytes).digest());
    expect(attachmentDigests).toEqual(digests);
  });

  test('the same content written by another kit has the same identity', () => {
    const spaced = sample.replace(/></g, '>\n  <').replace('cid:209</ContentId>', '209</ContentId>');
    expect(read(spaced).contentDigest).toEqual(read(sample).contentDigest);
    expect(read(changed('Công văn', 'Thông báo')).contentDigest).not.toEqual(read(sample).contentDigest);
  });

  test.each([
    ['Signature of the standard', '<edXML:Signature><edXML:x/></edXML:Signature>', true],
    ['Signature of XML-DSig', '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>', true],
    ['Signature that is empty', '<edXML:Signature> </edXML:Signature>', false],
    ['DigitalSignature that is empty', '<edXML:DigitalSignature/>', false],
    ['Signature of something else', '<Signature xmlns="urn:other">x</Signature>', false],
  ])('a header with a %s is read as a claim or not', (_, element, claims) => {
    const text = changed('</edXML:edXMLHeader>', `${element}</edXML:edXMLHeader>`);
    expect(read(text).document.claimsSignature).toBe(claims);
  });

  test('a secrecy element is found wherever builders put it', () => {
    const text = changed('<edXML:OtherInfo>', '<edXML:OtherInfo><edXML:SecurityLevel>Mật</edXML:SecurityLevel>');
    expect(read(text).document.secrecy).toBe('Mật');
  });

  test.each([
    ['../../etc/passwd', '....etcpasswd'],
    ['C:\\văn bản\\a.pdf', 'C:văn bảna.pdf'],
    ['a&#9;b&#10;.pdf', 'ab.pdf'],
    ['a\u202Efdp.exe', 'afdp.exe'],
    [`${'a'.repeat(254)}𠀀`, 'a'.repeat(254)],
    ['..', 'attachment-1'],
    ['', 'attachment-1'],
  ])('the attachment name %j becomes the display text %j', (name, display) => {
    const text = sample.replaceAll(sampleAttachment.name, name);
    expect(read(text).attachments[0]?.name).toBe(display);
  });

  test('a content type that is none becomes bytes of an unknown kind', () => {
    const text = sample.replaceAll('application/pdf', 'text/html&#13;&#10;Set-Cookie: a');
    expect(read(text).attachments[0]?.contentType).toBe('application/octet-stream');
  });

  test('an archive sent as an archive is taken', () => {
    const archive = {
      ...sampleAttachment,
      name: 'hồ sơ.zip',
      contentType: 'application/zip',
      bytes: Buffer.from('PK\x03\x04...'),
    };
    const word = { ...archive, contentId: '2', name: 'a.docx', contentType: 'application/vnd.openxmlformats' };
    expect(read(writePackage(sampleDocument, [archive, word])).attachments).toEqual([archive, word]);
  });

  test('an archive zipped once more for the transport is taken out of it, one with another entry is not', () => {
    const archive = zipOne('a.pdf', Buffer.from('%PDF-1.7'));
    const file = { ...sampleAttachment, name: 'hồ sơ.zip', contentType: 'application/zip', bytes: archive };
    const taken = read(writePackage(sampleDocument, [file], { zipped: true })).attachments[0];
    expect([taken?.bytes, taken?.contentType]).toEqual([archive, 'application/zip']);
    expect(read(writePackage(sampleDocument, [file])).attachments[0]?.bytes).toEqual(archive);
  });

  test('a file zipped for the transport has the content type that its name says', () => {
    const files = ['a.docx', 'b.PDF', 'c'].map((name) => ({ ...sampleAttachment, contentId: name, name }));
    const types = read(writePackage(sampleDocument, files, { zipped: true })).attachments.map((one) => one.contentType);
    expect(types).toEqual([expect.stringContaining('wordprocessingml'), 'application/pdf', 'application/octet-stream']);
  });

  test('a recall, and an update of the receivers alone, may come without a file', () => {
    const without = (business: OfficialDocument['business']) =>
      refusal(writePackage({ ...sampleDocument, business }, []))?.code;
    expect(without({ type: 1, reason: 'Ban hành nhầm' })).toBeUndefined();
    expect(without({ type: 2, update: { contentChanged: false, receiversChanged: true } })).toBeUndefined();
    expect(without({ type: 2, update: { contentChanged: true } })).toBe('attachment-missing');
    expect(without({ type: 3 })).toBe('attachment-missing');
  });
});

describe('a package that can not be read', () => {
  const reference = /<edXML:Reference>.*<\/edXML:Reference>/;
  const zipped = Buffer.from('PK\x03\x04...');

  test.each<[string, string, string, string | undefined]>([
    [
      'an older namespace',
      sample.replaceAll('http://www.mic.gov.vn/TBT/QCVN_102_2016', 'http://www.e-doc.vn/Schema/'),
      'not-edxml',
      undefined,
    ],
    ['another root', '<html/>', 'not-edxml', undefined],
    [
      'a status in place of a document',
      changed('<edXML:Subject>', '<edXML:StatusCode>01</edXML:StatusCode><edXML:Subject>'),
      'not-edxml',
      undefined,
    ],
    ['no header', changed(/<edXML:edXMLHeader>.*<\/edXML:edXMLHeader>/, ''), 'element-missing', 'MessageHeader'],
    [
      'no document type',
      changed('<edXML:Type>18</edXML:Type>', ''),
      'element-missing',
      'MessageHeader.DocumentType.Type',
    ],
    ['two senders', changed('<edXML:From>', '<edXML:From/><edXML:From>'), 'element-invalid', 'MessageHeader.From'],
    [
      'two envelopes',
      changed('<AttachmentEncoded>', '<edXMLEnvelope/><AttachmentEncoded>'),
      'element-invalid',
      'edXMLEnvelope',
    ],
    [
      'a number that is none',
      changed('<edXML:Priority>1<', '<edXML:Priority>khẩn<'),
      'element-invalid',
      'MessageHeader.OtherInfo.Priority',
    ],
    ['a date that is none', changed('2020/03/31', '31/03/2020'), 'element-invalid', 'MessageHeader.DueDate'],
    [
      'an element inside a text',
      changed('<edXML:Subject>', '<edXML:Subject><edXML:b/>'),
      'element-invalid',
      'MessageHeader.Subject',
    ],
    [
      'no attachments',
      changed(/<AttachmentEncoded>.*<\/AttachmentEncoded>/, ''),
      'attachment-missing',
      'edXMLManifest',
    ],
    [
      'neither manifest nor attachments',
      writePackage(sampleDocument, []).toString(),
      'attachment-missing',
      'AttachmentEncoded',
    ],
    ['an attachment outside the manifest', changed(reference, ''), 'attachment-missing', 'edXMLManifest'],
    [
      'a manifest naming what is not there',
      changed(
        '</edXML:edXMLManifest>',
        '<edXML:Reference><edXML:ContentId>x</edXML:ContentId></edXML:Reference></edXML:edXMLManifest>',
      ),
      'attachment-missing',
      'edXMLManifest',
    ],
    [
      'an attachment without bytes',
      changed(/(ContentTransferEncoded[^>]*>)[^<]*</, '$1<'),
      'attachment-missing',
      'AttachmentEncoded.Attachment[1]',
    ],
    [
      'an attachment id used twice',
      changed('</AttachmentEncoded>', '<Attachment><ContentId>209</ContentId></Attachment></AttachmentEncoded>'),
      'element-invalid',
      'AttachmentEncoded.Attachment',
    ],
    ['Base64 that is none', changed('JVBERi0', 'JVBE*i0'), 'attachment-encoding', 'AttachmentEncoded.Attachment[1]'],
    [
      'markup inside the Base64',
      changed('JVBERi0', 'JVBE<b/>Ri0'),
      'element-invalid',
      'AttachmentEncoded.Attachment.ContentTransferEncoded',
    ],
    [
      'a comment inside the Base64',
      changed('JVBERi0', 'JVBE<!-- -->Ri0'),
      'attachment-encoding',
      'AttachmentEncoded.Attachment[1]',
    ],
    [
      'the mark of another attachment as Base64',
      changed(/(ContentTransferEncoded[^>]*>)[^<]*</, '$1<![CDATA[#0]]><'),
      'attachment-encoding',
      'AttachmentEncoded.Attachment[1]',
    ],
  ])('%s is refused', (_, text, code, where) => {
    expect(refusal(text)).toEqual({ code, detail: expect.any(String), ...(where && { where }) });
  });

  test('an attachment that says it was zipped for the transport and was not is refused with what to do', () => {
    const files = [
      { ...sampleAttachment, contentType: 'application/zip', bytes: zipped },
      { ...sampleAttachment, bytes: zipped },
      { ...sampleAttachment, name: 'a.docx', contentType: 'application/zip', bytes: zipped },
    ];
    for (const file of files) {
      expect(refusal(writePackage(sampleDocument, [file]))).toMatchObject({
        code: 'attachment-encoding',
        detail: expect.stringMatching(/zipped for the transport.*Base64/),
      });
    }
  });

  test('what would become too large, or too many times its size, when inflated is refused before it is', () => {
    const large = {
      ...sampleAttachment,
      contentType: 'application/zip',
      bytes: zipOne('a.pdf', Buffer.alloc(2 ** 21)),
    };
    expect(refusal(writePackage(sampleDocument, [large]))?.code).toBe('package-too-large');
    const noise = Buffer.concat(Array.from({ length: 27 * 16 }, () => block));
    const files = ['a', 'b'].map((id) => ({ ...sampleAttachment, contentId: id, name: `${id}.pdf`, bytes: noise }));
    expect(refusal(writePackage(sampleDocument, files, { zipped: true }))?.code).toBe('package-too-large');
    expect(read(writePackage(sampleDocument, files.slice(1), { zipped: true })).attachments[0]?.bytes.length).toBe(
      noise.length,
    );
  });

  test('a signed element that holds a processing instruction is refused', () => {
    const text = sample
      .replace('</edXML:edXMLHeader>', `${exclusiveSignature}</edXML:edXMLHeader>`)
      .replace('<edXML:Subject>', '<edXML:Subject>a<?x b?>');
    expect(refusal(text)).toMatchObject({ code: 'element-invalid', where: 'MessageHeader' });
    expect(refusal(text.replace('<?x b?>', ''))).toBeUndefined();
  });

  test('more attachments or recipients than the limit are refused', () => {
    const files = Array.from({ length: 101 }, (_, index) => ({ ...sampleAttachment, contentId: `f${index}` }));
    expect(refusal(writePackage(sampleDocument, files))?.code).toBe('xml-too-complex');
    const to = Array.from({ length: 1_001 }, (_, index) => ({ organId: `H54.20.${index}`, organName: 'x' }));
    expect(refusal(writePackage({ ...sampleDocument, to }, [sampleAttachment]))?.code).toBe('xml-too-complex');
  });

  test('no cut of a good package is read as a package, and none throws', () => {
    const bytes = Buffer.from(sample);
    for (let length = 0; length < bytes.length - 1; length += 1) {
      expect(refusal(bytes.subarray(0, length))).toBeDefined();
    }
  });
});
