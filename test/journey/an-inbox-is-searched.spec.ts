/** Lists that are searched give just what was looked for, page by page, and what did not change is not sent again. */
import type { InboxItem } from '@lienthong/edxml';
import { LienThongClient, type InboxQuery } from '@lienthong/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../support/door.js';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let inbox: LienThongClient;
let key: string;
const sent: { document: string; from: string; urgency: number; type: number; hour: number }[] = [];

beforeAll(async () => {
  network = await Network.start('searches');
  const [minted] = await network.operator().operator.mintKeys(['H54.02']);
  key = minted!.key;
  inbox = new LienThongClient({ baseUrl: network.address, key });
  for (let number = 0; number < 12; number++) {
    const hour = 9 + Math.floor(number / 4);
    await network.operator().operator.moveClock(new Date(`2020-03-02T${String(hour).padStart(2, '0')}:00:00+07:00`));
    const [from, urgency, type] = [['H54.01', 'H54.20'][number % 2]!, number % 3, 18 + (number % 2)];
    const bytes = makePackage({ from, priority: urgency, change: { type: { type, name: `Loại ${type}` } } });
    const { document } = await (await network.agency(from)).submit(bytes);
    sent.push({ document, from, urgency, type, hour });
  }
  await until(async () => (await inbox.inbox()).items.length === 12, { deadlineMs: 15_000, what: 'all documents' });
  await inbox.statuses([{ document: sent[5]!.document, code: 3 }]);
});
afterAll(async () => {
  await inbox.close();
  await network.stop();
});

async function readAll(query: InboxQuery): Promise<InboxItem[]> {
  const items: InboxItem[] = [];
  for (let after: string | undefined; ;) {
    const page = await inbox.inbox({ ...query, limit: 2, ...(after !== undefined && { after }) });
    items.push(...page.items);
    if (!page.more) return items;
    after = page.next;
  }
}

const searches: [what: string, query: InboxQuery, isWanted: (one: (typeof sent)[number]) => boolean][] = [
  ['of a sender', { sender: 'H54.20' }, ({ from }) => from === 'H54.20'],
  ['of an urgency', { urgency: 2 }, ({ urgency }) => urgency === 2],
  ['of a type', { type: 19 }, ({ type }) => type === 19],
  ['that have a status', { status: 3 }, (one) => one === sent[5]],
  ['of an hour', { from: '2020-03-02T10:00:00+07:00', to: '2020-03-02T11:00:00+07:00' }, ({ hour }) => hour === 10],
  ['of all that', { sender: 'H54.01', urgency: 0, to: '2020-03-02T10:00:00+07:00' }, (one) => one === sent[0]],
  ['that nobody has', { sender: 'nobody' }, () => false],
  [
    'of a sender, new ones only',
    { sender: 'H54.20', unacknowledged: true },
    (one) => one.from === 'H54.20' && one !== sent[5],
  ],
];

describe('documents of an inbox', () => {
  test.each(searches)('%s are found, each once and in order', async (_, query, isWanted) => {
    const found = await readAll(query);
    expect(found.map(({ document }) => document)).toEqual(sent.filter(isWanted).map(({ document }) => document));
  });

  test('are found on the sender’s desk by recipient, document and code', async () => {
    const sender = await network.agency('H54.20');
    const { document } = sent[5]!;
    await until(async () => (await sender.desk({ code: 3 })).items.length === 1, {
      deadlineMs: 15_000,
      what: 'the status',
    });
    expect((await sender.desk({ document })).items.map(({ code }) => code)).toEqual([1, 3]);
    expect((await sender.desk({ recipient: 'H54.02', code: 1 })).items).toHaveLength(6);
    expect((await sender.desk({ recipient: 'H54' })).items).toEqual([]);
    expect((await sender.desk({ from: '2020-03-02T11:00:00+07:00', code: 1 })).items).toHaveLength(2);
  });
});

describe('what did not change', () => {
  const again = async (path: string, tag?: string) =>
    ask(network.address, {
      ...{ method: 'GET', path: `/api/v1${path}`, key },
      ...(tag !== undefined && { headers: { 'If-None-Match': `"other", W/${tag}` } }),
    });

  test.each(['/directory', '/inbox', 'one', 'package'])('is not sent again: %s', async (what) => {
    const { document } = sent[0]!;
    const path = { one: `/inbox/${document}`, package: `/documents/${document}/package` }[what] ?? what;
    const first = await again(path);
    expect([first.status, first.body.length > 0]).toEqual([200, true]);
    const second = await again(path, first.headers.etag);
    expect([second.status, second.body.length, second.headers.etag]).toEqual([304, 0, first.headers.etag]);
    expect((await again(path, '"another"')).status).toBe(200);
  });

  test('is sent again when it changed, and a package never does', async () => {
    const path = `/inbox/${sent[1]!.document}`;
    const { headers } = await again(path);
    await inbox.acknowledge([sent[1]!.document]);
    expect((await again(path, headers.etag)).status).toBe(200);
    const bytes = await again(`/documents/${sent[1]!.document}/package`);
    const digest = (await inbox.inboxItem(sent[1]!.document)).packageDigest;
    expect(bytes.headers).toMatchObject({ etag: `"${digest}"`, 'cache-control': expect.stringContaining('immutable') });
  });
});
