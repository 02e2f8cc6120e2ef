/** Packages that can not be taken: their bytes, their XML, their elements, their attachments, their addresses. */
import { writeStatus, type SubmissionMetadata } from '@lienthong/edxml';
import { ask, type Answered } from '../door.js';
import { makePackage, type DocumentWish } from '../network.js';
import { submit, type Doorstep, type RefusedRequest } from './refused.js';

const MiB = 1024 * 1024;

/** A good package with something in its text replaced. */
function altered(pattern: RegExp | string, by: string, wish: DocumentWish = {}): string {
  const text = makePackage(wish).toString();
  const changed = text.replace(pattern, by);
  if (changed === text) throw new Error(`a package holds nothing like ${String(pattern)}`);
  return changed;
}

const metadata: SubmissionMetadata = {
  to: ['H54.02'],
  code: { number: '900', notation: 'CV' },
  subject: 'Về việc gửi biểu mẫu',
  promulgation: { date: '2020-03-02' },
};

export async function submitForm(at: Doorstep, described: object, files: readonly string[]): Promise<Answered> {
  const form = new FormData();
  form.set('metadata', JSON.stringify(described));
  for (const name of files) form.append('file', new Blob(['%PDF-1.7'], { type: 'application/pdf' }), name);
  const encoded = new Response(form);
  return submit(at, Buffer.from(await encoded.arrayBuffer()), encoded.headers.get('content-type') ?? '');
}

const status = writeStatus({
  from: { organId: 'H54.01', organName: 'Sở Nội vụ' },
  responseFor: { organId: 'H54.02', code: '1/CV', documentId: 'H54.02,2020/03/02,1/CV' },
  statusCode: 3,
  timestamp: '2020-03-02T08:00:00+07:00',
});
const doctype = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
const deep = `${'<edXML:a>'.repeat(40)}${'</edXML:a>'.repeat(40)}`;
const notEncoded = '<edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">*';

const bytes: RefusedRequest[] = [
  { code: 'package-empty', what: 'a package without a byte', ask: (at) => submit(at, '') },
  {
    code: 'package-too-large',
    what: 'a package that announces a byte more than 50 MiB',
    ask: ({ address, keys }) =>
      ask(address, {
        ...{ method: 'POST', path: '/api/v1/documents', type: 'application/edxml', key: keys.sender },
        announced: 50 * MiB + 1,
      }),
  },
  { code: 'xml-malformed', what: 'a package cut short', ask: (at) => submit(at, makePackage().subarray(0, -20)) },
  {
    code: 'xml-doctype',
    what: 'a package with a DOCTYPE',
    ask: (at) => submit(at, altered(/^<\?xml.*?\?>/, doctype)),
  },
  {
    code: 'xml-encoding',
    what: 'a package that says it is windows-1258',
    ask: (at) => submit(at, altered('UTF-8', 'windows-1258')),
  },
  {
    code: 'xml-encoding',
    what: 'a package in UTF-16',
    ask: (at) => submit(at, Buffer.from(`\ufeff${makePackage().toString()}`, 'utf16le')),
  },
  {
    code: 'xml-too-complex',
    what: 'a package with 40 elements in one another',
    ask: (at) => submit(at, altered('<edXML:MessageHeader>', `${deep}<edXML:MessageHeader>`)),
  },
  {
    code: 'xml-too-complex',
    what: 'a package with 20,001 elements more',
    ask: (at) => submit(at, altered('<edXML:MessageHeader>', `${'<a/>'.repeat(20_001)}<edXML:MessageHeader>`)),
  },
  { code: 'not-edxml', what: 'well-formed XML of another kind', ask: (at) => submit(at, '<?xml version="1.0"?><a/>') },
  { code: 'not-edxml', what: 'a status where a document belongs', ask: (at) => submit(at, status) },
];

const elements: RefusedRequest[] = [
  {
    code: 'element-missing',
    what: 'a document without a subject',
    ask: (at) => submit(at, altered(/<edXML:Subject>.*?<\/edXML:Subject>/, '')),
  },
  {
    code: 'element-invalid',
    what: 'a document of urgency 9',
    ask: (at) => submit(at, makePackage({ priority: 9 })),
  },
  {
    code: 'date-in-future',
    what: 'a document of tomorrow',
    ask: (at) => submit(at, makePackage({ change: { promulgation: { date: '2020-03-03' } } })),
  },
  {
    code: 'state-secret',
    what: 'a document marked as a state secret',
    ask: (at) => submit(at, makePackage({ subject: '[Tối mật] Về việc bố trí lực lượng' })),
  },
  {
    code: 'state-secret',
    what: 'a document with an attachment called a state secret',
    ask: (at) => submit(at, makePackage({ name: 'Phụ lục (Mật).pdf' })),
  },
];

const attachments: RefusedRequest[] = [
  {
    code: 'attachment-missing',
    what: 'a package without attachments',
    ask: (at) => submit(at, altered(/<AttachmentEncoded>.*<\/AttachmentEncoded>/s, '')),
  },
  { code: 'attachment-missing', what: 'a form without files', ask: (at) => submitForm(at, metadata, []) },
  {
    code: 'attachment-encoding',
    what: 'an attachment that is not Base64',
    ask: (at) => submit(at, altered(/<edXML:ContentTransferEncoded [^>]*>/, notEncoded)),
  },
  {
    code: 'attachment-digest-mismatch',
    what: 'a file that is not the one its digest names',
    ask: (at) => submitForm(at, { ...metadata, digests: { 'a.pdf': '0'.repeat(64) } }, ['a.pdf']),
  },
];

const addresses: RefusedRequest[] = [
  {
    code: 'recipient-unknown',
    what: 'a document to a known and an unknown agency',
    ask: (at) => submit(at, makePackage({ to: ['H54.02', 'H99.99'] })),
  },
  {
    code: 'recipient-locked',
    what: 'a document to an agency that was taken off the directory',
    ask: (at) => submit(at, makePackage({ to: ['H54.30'] })),
  },
  {
    code: 'recipient-repeated',
    what: 'a document to one agency by both its codes',
    ask: (at) => submit(at, makePackage({ to: ['H54.02', '000.00.02.H54'] })),
  },
  {
    code: 'sender-mismatch',
    what: 'a package under the identity of another agency',
    ask: (at) => submit(at, makePackage({ from: 'H54.20' })),
  },
  {
    code: 'sender-locked',
    what: 'a document of an agency whose last day is over',
    ask: (at) => {
      const keys = { ...at.keys, sender: at.keys.ended };
      return submit({ ...at, keys }, makePackage({ from: 'H54.31' }));
    },
  },
  {
    code: 'document-id-used',
    what: 'other content under a DocumentId in use',
    ask: (at) => submit(at, makePackage({ documentId: at.documentId, subject: 'Nội dung khác' })),
  },
];

export const refusedPackages: readonly RefusedRequest[] = [...bytes, ...elements, ...attachments, ...addresses];
