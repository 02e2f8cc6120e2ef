/** Requests that are refused whatever they carry: keys and roles, statuses, pages, forms, routes, and faults of the place itself. */
import { writeStatus } from '@lienthong/edxml';
import { ask, askAtOnce, type Answered, type Asked } from '../door.js';
import { until } from '../waits.js';
import { get, post, submit, type Doorstep, type RefusedRequest } from './refused.js';

const nobody = '018e4a00-0000-7000-8000-000000000000';
const unknownKey = `edx_${'0'.repeat(16)}_${'A'.repeat(43)}`;

const keys: RefusedRequest[] = [
  {
    code: 'key-missing',
    what: 'a question without a key',
    ask: ({ address }) => ask(address, { method: 'GET', path: '/api/v1/inbox' }),
  },
  { code: 'key-wrong', what: 'a key that nobody was given', ask: (at) => get(at, '/inbox', unknownKey) },
  {
    code: 'key-wrong',
    what: 'a known key with one character changed',
    ask: (at) =>
      get(
        at,
        '/inbox',
        at.keys.sender.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
      ),
  },
  { code: 'key-expired', what: 'a key past its end', ask: (at) => get(at, '/inbox', at.keys.expired) },
  { code: 'key-expired', what: 'a key that was withdrawn', ask: (at) => get(at, '/inbox', at.keys.withdrawn) },
  { code: 'role-forbidden', what: 'an agency’s key at the operator’s desk', ask: (at) => get(at, '/operator/dead') },
  { code: 'role-forbidden', what: 'an operator’s key at an inbox', ask: (at) => get(at, '/inbox', at.keys.operator) },
  {
    code: 'keys-exhausted',
    what: 'a third key for an agency, and with it all keys of the request',
    ask: (at) => post(at, '/operator/keys', { agencies: ['H54', 'H54.01'] }, at.keys.operator),
  },
  {
    code: 'clock-refused',
    what: 'a clock that goes back',
    ask: (at) => post(at, '/operator/clock', { to: '2020-03-01T00:00:00+07:00' }, at.keys.operator),
  },
];

/** What H54.02 says of the delivered document as an edXML status message. */
function sayStatus(
  { address, keys, documentId }: Doorstep,
  statusCode: number,
  { wireCode, code = '' }: { readonly wireCode?: string; readonly code?: string } = {},
): Promise<Answered> {
  const message = writeStatus({
    from: { organId: 'H54.02', organName: 'Sở Tài chính' },
    responseFor: { organId: 'H54.01', code, documentId },
    ...{ statusCode, timestamp: '2020-03-02T08:00:00+07:00' },
  });
  const body = wireCode === undefined ? message : message.toString().replace(/(StatusCode>)\d+/, `$1${wireCode}`);
  return ask(address, {
    ...{ method: 'POST', path: '/api/v1/statuses', key: keys.recipient, type: 'application/edxml' },
    body,
  });
}

const statuses: RefusedRequest[] = [
  { code: 'status-code', what: 'a status of code 07', ask: (at) => sayStatus(at, 3, { wireCode: '07' }) },
  { code: 'status-code', what: 'a status 13 by a recipient', ask: (at) => sayStatus(at, 13) },
  { code: 'status-transition', what: 'a status 15 without a recall', ask: (at) => sayStatus(at, 15) },
  { code: 'status-reason-missing', what: 'a status 02 without a reason', ask: (at) => sayStatus(at, 2) },
  {
    code: 'document-not-found',
    what: 'a status about a document that never came',
    ask: (at) => sayStatus({ ...at, documentId: 'H54.01,2020/03/02,0/CV' }, 3),
  },
  {
    code: 'document-ambiguous',
    what: 'a status that names one document by its DocumentId and another by its number',
    ask: (at) => sayStatus(at, 4, { code: '77/KH' }),
  },
];

const things: RefusedRequest[] = [
  { code: 'document-not-found', what: 'a document that is not here', ask: (at) => get(at, `/documents/${nobody}`) },
  {
    code: 'document-not-found',
    what: 'a sender’s document asked for by its recipient',
    ask: (at) => get(at, `/documents/${at.document}`, at.keys.recipient),
  },
  {
    code: 'message-not-found',
    what: 'a dead message that is not here',
    ask: (at) => post(at, '/operator/dead/7/resend', {}, at.keys.operator),
  },
  {
    code: 'evidence-not-found',
    what: 'evidence that no verdict rests on',
    ask: (at) => get(at, `/evidence/${'0'.repeat(64)}`),
  },
  {
    code: 'directory-version-unknown',
    what: 'a version of another directory',
    ask: (at) => get(at, `/directory/changes?since=${Buffer.from(`${nobody}/1/1/~`).toString('base64url')}`),
  },
  { code: 'cursor-invalid', what: 'a cursor that was never given', ask: (at) => get(at, '/inbox?after=abc') },
  {
    code: 'bulk-too-large',
    what: '501 statuses at once',
    ask: (at) => post(at, '/statuses', { statuses: Array(501).fill({ document: nobody, code: 3 }) }),
  },
  {
    code: 'bulk-too-large',
    what: '501 packages at once',
    ask: (at) => post(at, '/inbox/packages', { documents: Array(501).fill(nobody) }),
  },
];

/** Leads to the public internet; of documents for the sender, who gets none. */
const webhook = { url: 'https://1.1.1.1/', events: ['inbox'] };

/** As many as an agency may have. */
export async function fillWebhooks(at: Doorstep): Promise<void> {
  for (let count = 0; count < 10; count++) await post(at, '/webhooks', webhook);
}

const webhooks: RefusedRequest[] = [
  {
    code: 'webhook-address',
    what: 'a webhook that leads to this machine',
    ask: (at) => post(at, '/webhooks', { url: 'http://127.0.0.1:8080/' }),
  },
  {
    code: 'webhooks-exhausted',
    what: 'the eleventh webhook of an agency',
    ask: (at) => post(at, '/webhooks', webhook),
  },
  {
    code: 'webhook-not-found',
    what: 'a webhook that is not here',
    ask: (at) => post(at, `/webhooks/${nobody}/resume`, {}),
  },
];

const forms: RefusedRequest[] = [
  { code: 'request-invalid', what: 'a page of no rows', ask: (at) => get(at, '/inbox?limit=0') },
  { code: 'request-invalid', what: 'a body that is not JSON', ask: (at) => post(at, '/inbox/acknowledgements', '{') },
  {
    code: 'multipart-unreadable',
    what: 'a form that ends in the middle',
    ask: (at) => submit(at, '--x\r\nContent-Disposition: form-data; name="file"', 'multipart/form-data; boundary=x'),
  },
  { code: 'media-type-unsupported', what: 'a package as text', ask: (at) => submit(at, '<edXML/>', 'text/plain') },
  {
    code: 'method-not-allowed',
    what: 'a document to be put',
    ask: ({ address, keys }) => ask(address, { method: 'PUT', path: '/api/v1/documents', key: keys.sender }),
  },
  { code: 'route-unknown', what: 'a path that leads nowhere', ask: (at) => get(at, '/letters') },
];

const faults: RefusedRequest[] = [
  {
    code: 'revocation-stale',
    what: 'a document whose revocation evidence did not come in time',
    ask: (at) => submit(at, at.outlived),
  },
  { code: 'over-capacity', what: 'a body beyond the byte budget of its caller', ask: askForTooMuch },
  { code: 'store-unavailable', what: 'a question while the database is away', ask: askWithoutDatabase },
];

const mebibyte = 1024 * 1024;

/** Two bodies of 50 MiB that come in part: together they would hold more than the 64 MiB of one caller. */
function askForTooMuch({ address, keys }: Doorstep): Promise<Answered> {
  const large: Asked = { method: 'POST', path: '/api/v1/documents', type: 'application/edxml', key: keys.sender };
  return askAtOnce(
    address,
    Array<Asked>(2).fill({ ...large, announced: 50 * mebibyte, body: Buffer.alloc(40 * mebibyte) }),
  );
}

async function askWithoutDatabase(at: Doorstep): Promise<Answered> {
  at.line.break();
  try {
    return await get(at, '/inbox');
  } finally {
    at.line.mend();
    const ready = async () => (await ask(at.address, { method: 'GET', path: '/health/ready' })).status === 200;
    await until(ready, { deadlineMs: 15_000, what: 'the exchange to be ready again' });
  }
}

export const refusedRequests: readonly RefusedRequest[] = [
  ...keys,
  ...statuses,
  ...things,
  ...webhooks,
  ...forms,
  ...faults,
];
