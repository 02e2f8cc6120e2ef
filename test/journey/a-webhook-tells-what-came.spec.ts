/** Webhooks: signed, in order, again until they are answered, from a cursor that loses nothing, and never to where they must not go. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isGenuineWebhook, type WebhookHeaders } from '@lienthong/client';
import type { InboxItem } from '@lienthong/edxml';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../support/door.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Webhook {
  readonly id: string;
  readonly secret: string;
  readonly state: string;
  readonly failures: number;
  readonly reason?: string;
  readonly next: { readonly inbox: string; readonly status: string };
}

let network: Network;
let keys: Readonly<Record<string, string>>;
let receiver: Server;
let address: string;
let told: Told[] = [];
/** What the receiver answers: a status, or nothing at all. */
let answer: (one: Told) => number | undefined = () => 204;
const soon = (what: string) => ({ deadlineMs: 15_000, what });

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      told.push(one);
      const status = answer(one);
      if (status !== undefined) response.writeHead(status, { Location: `${address}/elsewhere` }).end('ok');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://localhost:${(receiver.address() as AddressInfo).port}`;
  const environment = { WEBHOOK_LOOPBACK: 'true', WEBHOOK_PAUSE_MS: '50', WEBHOOK_ATTEMPTS: '4' };
  network = await Network.start('webhooks', { environment });
  const minted = await network.operator().operator.mintKeys(['H54.01', 'H54.02', 'H54.20']);
  keys = Object.fromEntries(minted.map(({ agency, key }) => [agency, key]));
});
afterEach(async () => {
  for (const agency of ['H54.01', 'H54.02', 'H54.20'])
    for (const { id } of await webhooks(agency)) await call('DELETE', agency, `/${id}`);
  told = [];
  answer = () => 204;
});
afterAll(async () => {
  await network.stop();
  receiver.closeAllConnections();
  receiver.close();
});

async function call<T>(method: 'GET' | 'POST' | 'DELETE', agency: string, path = '', value?: object): Promise<T> {
  const { status, body } = await ask(network.address, {
    ...{ method, path: `/api/v1/webhooks${path}`, key: keys[agency]! },
    ...(value && { type: 'application/json', body: JSON.stringify(value) }),
  });
  if (status >= 300) throw new Error(body.toString());
  return (body.length === 0 ? undefined : JSON.parse(body.toString())) as T;
}

const webhooks = async (agency: string) => (await call<{ items: Webhook[] }>('GET', agency)).items;
const register = (agency: string, wish: object = {}) =>
  call<Webhook>('POST', agency, '', { url: `${address}/${agency}`, ...wish });
const submit = async (to = ['H54.02']) =>
  (await (await network.agency('H54')).submit(makePackage({ from: 'H54', to }))).document;

const messages = (path: string) => told.filter((one) => one.path === path);
const items = (path: string) =>
  messages(path).flatMap(({ body }) => (JSON.parse(body.toString()) as { items: InboxItem[] }).items);
const documents = (path: string) => items(path).map(({ document }) => document);

describe('a webhook', () => {
  test('is told documents and statuses in order, signed with the secret that was shown once', async () => {
    const { secret } = await register('H54.02', { events: ['inbox'] });
    expect((await webhooks('H54.02'))[0]).not.toHaveProperty('secret');
    const sent = [await submit(), await submit(), await submit()];
    await until(() => documents('/H54.02').length === 3, soon('three documents'));
    expect(documents('/H54.02')).toEqual(sent);
    for (const { headers, body } of messages('/H54.02')) {
      const signed = headers as unknown as WebhookHeaders;
      expect(isGenuineWebhook(secret, signed, body)).toBe(true);
      expect(isGenuineWebhook(secret, signed, Buffer.concat([body, Buffer.from(' ')]))).toBe(false);
      expect(isGenuineWebhook(secret.replace(/.(?==*$)/, 'A'), { ...signed, 'webhook-id': 'msg_0' }, body)).toBe(false);
      expect(isGenuineWebhook(secret, signed, body, new Date(Date.now() + 400_000))).toBe(false);
    }
  });

  test('has a secret that the database does not tell, and that is of no use to another webhook', async () => {
    const [mine, other] = [await register('H54.02', { events: ['inbox'] }), await register('H54.01')];
    const stored = 'SELECT secret FROM webhook WHERE id = $1';
    const [row] = await network.store.source.query<{ secret: Buffer }[]>(stored, [mine.id]);
    expect(row!.secret.includes(Buffer.from(mine.secret.replace('whsec_', ''), 'base64'))).toBe(false);
    const swap = 'UPDATE webhook SET secret = (SELECT secret FROM webhook WHERE id = $2) WHERE id = $1';
    await network.store.source.query(swap, [mine.id, other.id]);
    const before = messages('/H54.02').length;
    await submit();
    const reason = async () => (await webhooks('H54.02')).find(({ id }) => id === mine.id)?.reason;
    expect(await until(reason, soon('the reason'))).toMatch(/^the secret does not open/);
    expect(messages('/H54.02')).toHaveLength(before);
  });

  test('is told a sender’s statuses', async () => {
    const sender = await network.agency('H54.01');
    await register('H54.01', { events: ['status'] });
    const { document } = await sender.submit(makePackage({ to: ['H54.20'] }));
    await until(() => documents('/H54.01').includes(document), soon('status 01'));
    expect(JSON.parse(messages('/H54.01')[0]!.body.toString())).toMatchObject({ type: 'status', agency: 'H54.01' });
  });

  test('that fails is told the same again, with the same id, until it answers; nothing is lost', async () => {
    let failing = 2;
    answer = () => (failing-- > 0 ? 500 : 204);
    await register('H54.02', { events: ['inbox'] });
    const first = await submit();
    await until(() => messages('/H54.02').length === 3, soon('three attempts'));
    const ids = messages('/H54.02').map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    const second = await submit();
    await until(() => documents('/H54.02').includes(second), soon('the second document'));
    expect(documents('/H54.02')).toEqual([first, first, first, second]);
    expect((await webhooks('H54.02'))[0]).toMatchObject({ state: 'active', failures: 0 });
  });

  test('that never answers well is disabled with its reason, and taken up again loses nothing', async () => {
    answer = () => 503;
    const { id, next } = await register('H54.02', { events: ['inbox'] });
    const sent = [await submit()];
    const disabled = await until(
      async () => (await webhooks('H54.02')).find(({ state }) => state === 'disabled'),
      soon('the webhook to be disabled'),
    );
    expect(disabled).toMatchObject({ id, failures: 4, reason: 'it answered 503', next });
    sent.push(await submit());
    told = [];
    answer = () => 204;
    await call('POST', 'H54.02', `/${id}/resume`);
    await until(() => documents('/H54.02').length === 2, soon('both documents'));
    expect(documents('/H54.02')).toEqual(sent);
    await call('POST', 'H54.02', `/${id}/resume`, { after: { inbox: next.inbox } });
    await until(() => documents('/H54.02').length === 4, soon('both documents again'));
    expect(documents('/H54.02')).toEqual([...sent, ...sent]);
  });

  test('that hangs keeps nobody else waiting, and one that is gone is disabled at once', async () => {
    answer = ({ path }) => ({ '/H54.02': undefined, '/H54.20': 204, '/gone': 410 })[path];
    await register('H54.02', { events: ['inbox'] });
    await register('H54.20', { events: ['inbox'] });
    await register('H54.20', { url: `${address}/gone`, events: ['inbox'] });
    const document = await submit(['H54.02', 'H54.20']);
    await until(
      () => documents('/H54.20').includes(document) && documents('/H54.02').length === 1,
      soon('the other one'),
    );
    const isGone = async () =>
      (await webhooks('H54.20')).some(({ state, reason }) => state === 'disabled' && reason === 'it answered 410');
    await until(isGone, soon('the one that is gone'));
  });

  test('ends with the key that made it, and goes on with the one that resumes it', async () => {
    const own = keys['H54.02']!;
    const [minted] = await network.operator().operator.mintKeys(['H54.02']);
    keys = { ...keys, 'H54.02': minted!.key };
    const { id } = await register('H54.02', { events: ['inbox'] });
    await network.operator().operator.revokeKey(minted!.keyId);
    keys = { ...keys, 'H54.02': own };
    const ended = await until(
      async () => (await webhooks('H54.02')).find(({ state }) => state === 'disabled'),
      soon('the webhook to end'),
    );
    expect(ended.reason).toMatch(/^the key that made it has ended/);
    const document = await submit();
    expect(messages('/H54.02')).toEqual([]);
    await call('POST', 'H54.02', `/${id}/resume`);
    await until(() => documents('/H54.02').includes(document), soon('the document after the resumption'));
  });

  test('is seen and stopped by the operator, for good', async () => {
    const { id } = await register('H54.02', { events: ['inbox'] });
    const asOperator = async (method: 'GET' | 'POST', path = '', value?: object) => {
      const answer = await ask(network.address, {
        ...{ method, path: `/api/v1/operator/webhooks${path}`, key: network.operatorKey },
        ...(value && { type: 'application/json', body: JSON.stringify(value) }),
      });
      return { status: answer.status, value: JSON.parse(answer.body.toString()) as { items: object[]; code: string } };
    };
    expect((await asOperator('GET')).value.items).toEqual([
      expect.objectContaining({ agency: 'H54.02', id, url: `${address}/H54.02`, state: 'active' }),
    ]);
    const stopped = await asOperator('POST', `/${id}/stop`, { reason: 'it leads to a firm that nobody knows' });
    expect(stopped).toMatchObject({ status: 200, value: { state: 'stopped' } });
    await submit();
    await expect(call('POST', 'H54.02', `/${id}/resume`)).rejects.toThrow('webhook-stopped');
    expect((await webhooks('H54.02'))[0]!.reason).toBe('its operator: it leads to a firm that nobody knows');
    expect(messages('/H54.02')).toEqual([]);
    const nobody = await asOperator('POST', '/00000000-0000-7000-8000-000000000000/stop', { reason: 'none' });
    expect([nobody.status, nobody.value.code]).toEqual([404, 'webhook-not-found']);
  });

  test('is not led on by a redirect', async () => {
    answer = () => 302;
    await register('H54.02', { events: ['inbox'] });
    await submit();
    await until(() => messages('/H54.02').length >= 2, soon('two attempts'));
    expect(messages('/elsewhere')).toEqual([]);
    expect((await webhooks('H54.02'))[0]?.reason).toBe('it answered 302');
  });

  test('is not called when the process may not call its address any more', async () => {
    await register('H54.02', { events: ['inbox'] });
    await network.servers.pop()!.stop();
    await network.addServer({ WEBHOOK_ATTEMPTS: '2', WEBHOOK_PAUSE_MS: '50' });
    told = [];
    const other = network.servers[0]!.address;
    const list = async () =>
      JSON.parse(
        (await ask(other, { method: 'GET', path: '/api/v1/webhooks', key: keys['H54.02']! })).body.toString(),
      ) as {
        items: Webhook[];
      };
    const body = makePackage();
    await ask(other, {
      method: 'POST',
      path: '/api/v1/documents',
      key: keys['H54.01']!,
      type: 'application/edxml',
      body,
    });
    const disabled = await until(
      async () => (await list()).items.find(({ state }) => state === 'disabled'),
      soon('the end'),
    );
    expect(disabled.reason).toContain('not on the public internet');
    expect(told).toEqual([]);
  });
});
