/** Clients that wait for their inbox or desk: told at once, from where they stopped, each thing once, also across a restart. */
import { get } from 'node:http';
import { LienThongClient, ProblemError } from '@lienthong/client';
import type { DeskStatus, InboxItem } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../support/door.js';
import { freePort } from '../support/free-port.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let keys: Readonly<Record<string, string>>;
let sender: LienThongClient;
let recipient: LienThongClient;
let port: string;

beforeAll(async () => {
  port = String(await freePort());
  network = await Network.start('who waits', { environment: { PORT: port, WAITING_CLIENTS: '4' } });
  const minted = await network.operator().operator.mintKeys(['H54.01', 'H54.02', 'H54.20']);
  keys = Object.fromEntries(minted.map(({ agency, key }) => [agency, key]));
  sender = new LienThongClient({ baseUrl: network.address, key: keys['H54.01']! });
  recipient = sender.as(keys['H54.02']!);
});
afterAll(async () => {
  await sender.close();
  await network.stop();
});

const submit = async (wish: Parameters<typeof makePackage>[0] = {}): Promise<string> =>
  (await sender.submit(makePackage(wish))).document;

/** Reads on until `count` things came, or for ever. */
async function gather<T>(events: AsyncIterable<{ item: T }>, into: T[], count: number): Promise<void> {
  for await (const { item } of events) if (into.push(item) >= count) return;
}

/** The cursor behind everything that stands in the inbox now. */
async function endOfInbox(client: LienThongClient): Promise<string | undefined> {
  let after: string | undefined;
  for (;;) {
    const page = await client.inbox(after === undefined ? {} : { after });
    after = page.next;
    if (!page.more) return after;
  }
}

describe('a long poll', () => {
  test('answers as soon as a document comes, and the desk as soon as its status does', async () => {
    const waiting = recipient.inbox({ wait: 20 });
    const desk = sender.desk({ wait: 20 });
    const document = await submit();
    expect((await waiting).items).toMatchObject([{ document }]);
    expect((await desk).items).toMatchObject([{ document, code: 1 }]);
  });

  test('answers an empty page when its time is over, and goes on from there', async () => {
    const after = await endOfInbox(recipient);
    const begun = performance.now();
    const page = await recipient.inbox({ after: after!, wait: 1 });
    expect(page).toEqual({ items: [], next: after, more: false });
    expect(performance.now() - begun).toBeGreaterThan(900);
    const preferred = await ask(network.address, {
      ...{ method: 'GET', path: `/api/v1/inbox?after=${after}`, key: keys['H54.02']!, headers: { Prefer: 'wait=1' } },
    });
    expect(preferred.status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(1_900);
  });

  test('waits for what it looks for and lets everything else pass', async () => {
    const after = await endOfInbox(recipient);
    const waiting = recipient.inbox({ ...(after && { after }), wait: 20, urgency: 3 });
    await submit();
    const urgent = await submit({ priority: 3 });
    expect((await waiting).items).toMatchObject([{ document: urgent, urgency: 3 }]);
  });
});

describe('a stream of events', () => {
  test('tells what stands there and what comes, in order and once, across a restart of the exchange', async () => {
    const before = await endOfInbox(recipient);
    const [seen, said]: [InboxItem[], DeskStatus[]] = [[], []];
    const sent = [await submit(), await submit()];
    const deskBefore = (await sender.desk({ limit: 500 })).next;
    const inbox = gather(recipient.inboxEvents({ ...(before && { after: before }), limit: 1 }), seen, 6);
    const desk = gather(sender.deskEvents({ ...(deskBefore && { after: deskBefore }), code: 3 }), said, 6);
    await until(() => seen.length === 2, { deadlineMs: 15_000, what: 'two events' });
    await network.servers.pop()!.stop();
    await network.addServer({ PORT: port });
    for (let count = 0; count < 4; count++)
      sent.push(await until(() => submit(), { deadlineMs: 15_000, what: 'a document' }));
    await inbox;
    expect(seen.map(({ document }) => document)).toEqual(sent);
    await recipient.statuses(sent.map((document) => ({ document, code: 3 })));
    await desk;
    expect(said.map(({ document, code }) => [document, code])).toEqual(sent.map((document) => [document, 3]));
  });

  test('names its events as webhooks do, and the header whose cursor it can not read', async () => {
    await submit();
    const stream = { Accept: 'text/event-stream' };
    for (const [path, key, event] of [
      ['/api/v1/inbox', keys['H54.02']!, 'inbox'],
      ['/api/v1/statuses', keys['H54.01']!, 'status'],
    ] as const) {
      const text = await firstEvent({ ...stream, Authorization: `Bearer ${key}` }, path);
      expect(text).toMatch(new RegExp(`^id: .*\nevent: ${event}\ndata: {`, 'm'));
      const from = { ...stream, 'Last-Event-ID': 'abc' };
      const wrong = await ask(network.address, { method: 'GET', path, key, headers: from });
      expect([wrong.status, JSON.parse(wrong.body.toString())]).toMatchObject([400, { where: 'Last-Event-ID' }]);
    }
  });

  test('ends in order when the process stops, and frees its place when its client leaves', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const seen: InboxItem[] = [];
      await gather(recipient.inboxEvents(), seen, 1);
      expect(seen).toHaveLength(1);
    }
    const server = await network.addServer({ WAITING_CLIENTS: '1' });
    const answer = fetch(new URL('/api/v1/inbox', server.address), {
      headers: { Authorization: `Bearer ${keys['H54.20']}`, Accept: 'text/event-stream' },
    }).then((stream) => stream.text());
    await until(() => isFull(server.address), { deadlineMs: 10_000, what: 'the stream to begin' });
    network.servers.pop();
    await server.stop();
    expect(await answer).toMatch(/^retry: \d+\n\n$/);
  });

  /** What a stream says up to its first event; then its reader goes. */
  const firstEvent = (headers: Readonly<Record<string, string>>, path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const asking = get(new URL(path, network.address), { headers, agent: false }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (!text.includes('data:')) return;
          asking.destroy();
          resolve(text);
        });
      });
      asking.once('error', reject);
    });

  const isFull = async (address: string) =>
    (await ask(address, { method: 'GET', path: '/api/v1/inbox?wait=1', key: keys['H54.20']! })).status === 503;
});

describe('too many who wait', () => {
  test('are answered 503 with the time to come back, while those who do not wait are served', async () => {
    const server = await network.addServer({ WAITING_CLIENTS: '0' });
    const line = new LienThongClient({ baseUrl: server.address, key: keys['H54.02']! });
    const refused: unknown = await line.inbox({ wait: 5 }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ code: 'over-capacity', retryAfterMs: 5_000 });
    expect((await line.inbox()).items.length).toBeGreaterThan(0);
    await line.close();
  });
});
