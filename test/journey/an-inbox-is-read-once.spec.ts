/** Who reads an inbox from cursor to cursor while others write into it reads every document once, also one committed late. */
import { LienThongClient } from '@lienthong/client';
import { statement } from '@lienthong/store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
/** The client of an agency at each of the two processes. */
const lines = new Map<string, LienThongClient[]>();

beforeAll(async () => {
  network = await Network.start('inbox', { processes: 2 });
  for (const agency of ['H54', 'H54.01', 'H54.20', 'H54.02']) {
    const [minted] = await network.operator().operator.mintKeys([agency]);
    lines.set(
      agency,
      network.servers.map(({ address }) => new LienThongClient({ baseUrl: address, key: minted!.key })),
    );
  }
});
afterAll(async () => {
  await Promise.all([...lines.values()].flat().map((line) => line.close()));
  await network.stop();
});

const at = (agency: string, process: number): LienThongClient => lines.get(agency)![process]!;

/** Reads on from where it stopped, a few rows a page. */
class Reader {
  readonly seen: string[] = [];
  private after: string | undefined;

  constructor(
    private readonly inbox: LienThongClient,
    private readonly limit: number,
  ) {}

  /** One page; true when more rows are ready. */
  async read(): Promise<boolean> {
    const page = await this.inbox.inbox({
      limit: this.limit,
      ...(this.after === undefined ? {} : { after: this.after }),
    });
    this.seen.push(...page.items.map(({ document }) => document));
    this.after = page.next;
    return page.more;
  }
}

async function submit(from: string, process: number): Promise<string> {
  return (await at(from, process).submit(makePackage({ from, to: ['H54.02'] }))).document;
}

describe('an inbox read from cursor to cursor', () => {
  test('gives each of 60 documents once, whatever the size of the page and however many write', async () => {
    const readers = [new Reader(at('H54.02', 0), 7), new Reader(at('H54.02', 1), 1), new Reader(at('H54.02', 1), 500)];
    const writing = ['H54', 'H54.01', 'H54.20'].flatMap((from) =>
      [0, 1].map((process) => writeMany(from, process, 10)),
    );
    let isWriting = true;
    const written = Promise.all(writing).finally(() => (isWriting = false));
    const reading = readers.map(async (reader) => {
      while (isWriting) await reader.read();
      await until(async () => !(await reader.read()) && reader.seen.length >= 60, {
        ...{ deadlineMs: 15_000, what: 'the rest of the inbox', everyMs: 1 },
      });
    });
    await Promise.all(reading);
    const documents = (await written).flat().sort();
    expect(documents).toHaveLength(60);
    for (const reader of readers) expect([...reader.seen].sort()).toEqual(documents);
    expect(new Set(readers.map(({ seen }) => seen.join())).size).toBe(1);
  });

  test('does not pass over a document whose transaction began earlier and ended later', async () => {
    const first = await submit('H54.01', 0);
    const reader = new Reader(at('H54.02', 0), 500);
    await until(async () => (await reader.read(), reader.seen.includes(first)), {
      deadlineMs: 15_000,
      what: 'the inbox',
    });
    const known = reader.seen.length;
    const lock = statement('test-hold-book', 'SELECT 1 FROM book WHERE place = $1 AND agency = $2 FOR UPDATE');
    const [late, early] = await network.store
      .transaction(async (tx) => {
        await tx.run(lock, [office, 'H54.01']);
        const waiting = submit('H54.01', 0);
        await until(isSomebodyWaiting, { deadlineMs: 10_000, what: 'the submission to wait for its book' });
        const document = await submit('H54.20', 1);
        // Committed, but behind a transaction that is still open: shown only when nothing can come before it.
        await reader.read();
        expect(reader.seen).toHaveLength(known);
        return [waiting, document] as const;
      })
      .then(async ([waiting, document]) => [await waiting, document]);
    await until(async () => (await reader.read(), reader.seen.length === known + 2), {
      ...{ deadlineMs: 15_000, what: 'both documents' },
    });
    expect(reader.seen.slice(known)).toEqual([late, early]);
  });

  test('of new ones only leaves out what was acknowledged or answered', async () => {
    const inbox = at('H54.02', 0);
    const [first, second, third] = [await submit('H54', 0), await submit('H54', 0), await submit('H54', 0)];
    const unread = async () =>
      (await inbox.inbox({ unacknowledged: true, limit: 500 })).items.map((item) => item.document);
    await until(async () => (await unread()).includes(third!), { deadlineMs: 15_000, what: 'the third document' });
    const done = await inbox.acknowledge([first!]);
    await inbox.statuses([{ document: second!, code: 3 }]);
    expect(done.items).toEqual([{ document: first, outcome: 'recorded' }]);
    const left = await unread();
    expect([first, second, third].map((document) => left.includes(document!))).toEqual([false, false, true]);
    expect(await inbox.inboxItem(first!)).toMatchObject({ acknowledged: true, status: 1 });
  });
});

async function writeMany(from: string, process: number, count: number): Promise<string[]> {
  const documents: string[] = [];
  for (let number = 0; number < count; number++) documents.push(await submit(from, process));
  return documents;
}

const waitingForRow = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

async function isSomebodyWaiting(): Promise<boolean> {
  return ((await network.store.source.query(waitingForRow)) as unknown[]).length > 0;
}
