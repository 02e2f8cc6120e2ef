/** The OpenAPI document tells every route of a running exchange, and every real answer is as it tells. */
import { normalLane } from '@lienthong/edxml';
import { parkDead } from '@lienthong/store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Described, operationsAt } from '../support/described.js';
import { ask, type Answered, type Asked } from '../support/door.js';
import { makePackage, Network, axis, office } from '../support/network.js';
import { TrustStory } from '../support/trust.js';
import { until } from '../support/waits.js';

let network: Network;
let described: Described;
let keys: Readonly<Record<'sender' | 'recipient' | 'operator', string>>;
let document: string;
let webhook: string;
let evidence: string;
const nobody = '018e4a00-0000-7000-8000-000000000000';

beforeAll(async () => {
  network = await Network.start('the description');
  described = await Described.at(network.address);
  const [sender, recipient] = await network.operator().operator.mintKeys(['H54.01', 'H54.02']);
  keys = { sender: sender!.key, recipient: recipient!.key, operator: network.operatorKey };
  document = (await submit()).document;
  const inbox = await network.agency('H54.02');
  await until(async () => (await inbox.inbox()).items.length === 1, { deadlineMs: 15_000, what: 'the document' });
  await inbox.statuses([{ document, code: 2, reason: 'Không thuộc thẩm quyền', staff: 'Văn thư' }]);
  const added = await ask(
    network.address,
    post('/api/v1/webhooks', keys.recipient, { url: 'https://1.1.1.1/', events: ['status'] }),
  );
  webhook = (JSON.parse(added.body.toString()) as { id: string }).id;
  const { signatures } = await (await network.agency('H54.01')).document(document);
  evidence = (signatures as { evidence: { crlDigests: string[] } }[])[0]!.evidence.crlDigests[0]!;
  await network.store.transaction((tx) => parkDead(tx, [deadMessage()], '2020-03-02T09:00:00Z'));
});
afterAll(() => network.stop());

const submit = async () =>
  (await network.agency('H54.01')).submit(makePackage({ signers: [await network.signer('H54.01')] }));

/** The status that the document has already: sent again it arrives, and changes nothing. */
function deadMessage() {
  const what = { number: 1, code: 1, at: '2020-03-02T02:00:00.000Z', place: office, urgency: 0, trace: [] };
  const text = JSON.stringify({ kind: 'status', document, sender: 'H54.01', recipient: 'H54.02', ...what });
  return { place: office, id: '7', neighbour: axis, lane: normalLane, text, reason: 'planted' };
}

const open = (path: string): Asked => ({ method: 'GET', path });
const get = (path: string, key: string): Asked => ({ method: 'GET', path, key });
const post = (path: string, key: string, value: unknown): Asked => ({
  ...{ method: 'POST', path, key, type: 'application/json', body: JSON.stringify(value) },
});

/** The doors of the national axis and of a province: their forms are others', and stand in the README. */
const ofOtherMakers = /^[A-Z]+ \/(XrdAdapter|v1)\//;

/** A request for every operation that is answered well. */
const examples: Readonly<Record<string, () => Asked | Promise<Asked>>> = {
  'POST /api/v1/documents': () => ({
    ...{ method: 'POST', path: '/api/v1/documents', key: keys.sender, type: 'application/edxml' },
    body: makePackage(),
  }),
  'GET /api/v1/documents': () => get('/api/v1/documents?limit=1', keys.sender),
  'GET /api/v1/documents/{document}': () => get(`/api/v1/documents/${document}`, keys.sender),
  'GET /api/v1/documents/{document}/receipt': () => get(`/api/v1/documents/${document}/receipt`, keys.sender),
  'GET /api/v1/documents/{document}/package': () => get(`/api/v1/documents/${document}/package`, keys.recipient),
  'GET /api/v1/inbox': () => get('/api/v1/inbox', keys.recipient),
  'POST /api/v1/documents/{document}/recall': () =>
    post(`/api/v1/documents/${document}/recall`, keys.sender, { reason: 'Gửi nhầm' }),
  'GET /api/v1/inbox/requests': () => get('/api/v1/inbox/requests', keys.recipient),
  'GET /api/v1/evidence/{digest}': () => get(`/api/v1/evidence/${evidence}`, keys.operator),
  'POST /api/v1/operator/systems': () => post('/api/v1/operator/systems', keys.operator, { code: office }),
  'GET /api/v1/operator/systems': () => get('/api/v1/operator/systems', keys.operator),
  'DELETE /api/v1/operator/systems/{code}': () => ({
    ...{ method: 'DELETE', path: `/api/v1/operator/systems/${office}`, key: keys.operator },
  }),
  'GET /api/v1/inbox/{document}': () => get(`/api/v1/inbox/${document}`, keys.recipient),
  'POST /api/v1/inbox/packages': () => post('/api/v1/inbox/packages', keys.recipient, { documents: [document] }),
  'POST /api/v1/inbox/acknowledgements': () =>
    post('/api/v1/inbox/acknowledgements', keys.recipient, { documents: [document, nobody] }),
  'POST /api/v1/statuses': () => post('/api/v1/statuses', keys.recipient, { statuses: [{ document, code: 3 }] }),
  'GET /api/v1/statuses': () => get('/api/v1/statuses', keys.sender),
  'GET /api/v1/statistics/signatures': () =>
    get('/api/v1/statistics/signatures?by=month,agency,tier,type', keys.sender),
  'GET /api/v1/statistics/books': () => get('/api/v1/statistics/books?by=agency', keys.operator),
  'GET /api/v1/statistics/late': () => get('/api/v1/statistics/late?by=month,agency,tier,type', keys.operator),
  'GET /api/v1/statistics/late/documents': () => get('/api/v1/statistics/late/documents?kind=sent', keys.sender),
  'POST /api/v1/operator/keys': () => post('/api/v1/operator/keys', keys.operator, { agencies: ['H54.20'] }),
  'DELETE /api/v1/operator/keys/{keyId}': () => ({
    ...{ method: 'DELETE', path: `/api/v1/operator/keys/${keys.sender.split('_')[1]}`, key: keys.operator },
  }),
  'POST /api/v1/operator/clock': () => post('/api/v1/operator/clock', keys.operator, { run: true }),
  'GET /api/v1/operator/dead': () => get('/api/v1/operator/dead', keys.operator),
  'POST /api/v1/operator/dead/{id}/resend': () => post('/api/v1/operator/dead/7/resend', keys.operator, {}),
  'POST /api/v1/operator/directory': () =>
    post('/api/v1/operator/directory', keys.operator, { csv: 'code,name\nnonsense' }),
  'GET /api/v1/directory': () => get('/api/v1/directory?parent=H54&text=so+tai', keys.operator),
  'GET /api/v1/directory/changes': () => get('/api/v1/directory/changes?limit=2', keys.operator),
  'POST /api/v1/webhooks': () =>
    post('/api/v1/webhooks', keys.recipient, { url: 'https://1.1.1.1/', events: ['status'] }),
  'GET /api/v1/webhooks': () => get('/api/v1/webhooks', keys.recipient),
  'POST /api/v1/webhooks/{id}/resume': () => post(`/api/v1/webhooks/${webhook}/resume`, keys.recipient, {}),
  'DELETE /api/v1/webhooks/{id}': () => ({
    ...{ method: 'DELETE', path: `/api/v1/webhooks/${webhook}`, key: keys.recipient },
  }),
  'GET /api/v1/operator/webhooks': () => get('/api/v1/operator/webhooks', keys.operator),
  'POST /api/v1/operator/webhooks/{id}/stop': async () => {
    const made = await ask(
      network.address,
      post('/api/v1/webhooks', keys.recipient, { url: 'https://1.1.1.1/', events: ['inbox'] }),
    );
    const { id } = JSON.parse(made.body.toString()) as { id: string };
    return post(`/api/v1/operator/webhooks/${id}/stop`, keys.operator, { reason: 'nobody knows it' });
  },
  'POST /api/v1/operator/sandbox/reset': async () => {
    const reset = post('/api/v1/operator/sandbox/reset', keys.operator, {});
    const isEmptied = async () => (await ask(network.address, reset)).status === 200;
    await until(isEmptied, { deadlineMs: 30_000, what: 'all messages to arrive' });
    return reset;
  },
  'GET /health/live': () => open('/health/live'),
  'GET /health/ready': () => open('/health/ready'),
};

describe('the description of the exchange', () => {
  test('is OpenAPI 3.1 and names every route of the running program, no more and no less', () => {
    const routes = operationsAt(network.servers[0]!.routes).filter((route) => !ofOtherMakers.test(route));
    expect(described.document.openapi).toBe('3.1.0');
    expect(routes.length).toBeGreaterThan(20);
    expect(described.operations.toSorted()).toEqual(routes);
    expect(Object.keys(examples).toSorted()).toEqual(routes);
  });

  test('no list takes a parameter that it does not know: a mistyped filter would give everything', async () => {
    const lists = Object.entries(described.document.paths).flatMap(([path, methods]) =>
      (methods['get']?.parameters ?? []).some((parameter) => parameter.in === 'query') ? [`GET ${path}`] : [],
    );
    expect(lists.length).toBeGreaterThan(8);
    for (const list of lists) {
      const asked = await examples[list]!();
      const path = `${asked.path}${asked.path.includes('?') ? '&' : '?'}senderr=H54.01`;
      const answer = await ask(network.address, { ...asked, path });
      const { code, where, detail } = JSON.parse(answer.body.toString()) as Record<string, string>;
      expect([list, answer.status, code, where]).toEqual([list, 400, 'request-invalid', 'query.senderr']);
      expect(detail).toContain('senderr');
      expect(described.faultsOf(answer)).toEqual([]);
    }
  });

  test.each(Object.keys(examples))('%s is answered as described', async (operation) => {
    const answer = await ask(network.address, await examples[operation]!());
    expect(described.operationOf(answer.asked)).toBe(operation);
    expect([operation, answer.status, answer.status < 300 ? '' : answer.body.toString()]).toEqual([
      ...[operation, expect.any(Number), ''],
    ]);
    expect(described.faultsOf(answer)).toEqual([]);
  });

  test('an answer that is not as described is found', async () => {
    const answer = await ask(network.address, get('/api/v1/directory', keys.operator));
    const altered = (change: (text: string) => string, status = 200): Answered => ({
      ...answer,
      status,
      body: Buffer.from(change(answer.body.toString())),
    });
    const faulty = [
      altered((text) => text.replace('"more":', '"less":')),
      altered((text) => text.replace('"code":"H54.01"', '"code":1')),
      altered((text) => text, 203),
      { ...answer, asked: { ...answer.asked, path: '/api/v1/letters' } },
    ];
    for (const one of faulty) expect(described.faultsOf(one)).not.toEqual([]);
  });
});

describe('the description of the authority', () => {
  let trust: TrustStory;
  beforeAll(async () => void (trust = await TrustStory.start()));
  afterAll(() => trust.stop());

  test('names every route, and what can be read without a certificate of its own is as it tells', async () => {
    const description = await Described.at(trust.url);
    expect(description.operations.toSorted()).toEqual(operationsAt(trust.routes));
    const { auditor, operator } = trust.keys;
    await trust.issue({ agency: 'H54.01' });
    const asked: Asked[] = [
      ...['/pki', '/pki/anchors.pem', '/pki/intermediates.pem', '/pki/certificates/root-g2.crt'].map(open),
      ...['/pki/lists/state-g2.crl', '/pki/lists/nobody.crl', '/health/ready'].map(open),
      ...[
        'certificates',
        'certificates/00',
        'applications?state=issued',
        'certificates?limit=0',
        'certificates?kindd=place',
      ].map((path) => get(`/api/v1/${path}`, operator)),
      ...['journal', 'journal/head'].map((path) => get(`/api/v1/${path}`, auditor)),
      post('/api/v1/keys', operator, { role: 'auditor', name: 'Thanh tra' }),
      post('/api/v1/issuances', auditor, { applications: ['0'.repeat(64)] }),
    ];
    for (const one of asked) expect(description.faultsOf(await ask(trust.url, one))).toEqual([]);
  });
});
