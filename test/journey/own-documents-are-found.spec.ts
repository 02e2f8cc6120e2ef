/** A sender finds among its own documents just those it looks for, page by page, and a page costs the same however many there are. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import type { DocumentsQuery, LienThongClient } from '@lienthong/client';
import type { ListedDocument } from '@lienthong/edxml';
import { signDetached } from '@lienthong/signature';
import { searchSent, type Connection, type SentFilter, type Statement } from '@lienthong/store';
import { ask } from '../support/door.js';
import { makePackage, Network, office, type DocumentWish } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
let sender: LienThongClient;
let key: string;
const sent: Record<string, string> = {};

const atHour = (time: string) => network.operator().operator.moveClock(new Date(`${time}+07:00`));
const signed = async (at: string): Promise<DocumentWish> => {
  const bytes = Buffer.from(`%PDF-1.7 ${randomUUID()}`);
  return { bytes, signatures: [signDetached(bytes, await network.signer('H54.01'), new Date(`${at}+07:00`))] };
};

async function send(name: string, wish: DocumentWish): Promise<void> {
  sent[name] = (await sender.submit(makePackage({ documentId: name, ...wish }))).document;
}
const coded = (number: string, notation: string, type = 18): DocumentWish['change'] => ({
  ...{ code: { number, notation }, type: { type, name: `Loại ${type}` } },
});
const stateOf = async (name: string) => (await sender.document(sent[name]!)).state;

/** Monday, 2 March 2020, from 08:00 on; the lists of the authority end with the year. */
beforeAll(async () => {
  network = await Network.start('own documents', { environment: { QUEUES: 'office,axis' } });
  const [minted] = await network.operator().operator.mintKeys(['H54.01']);
  key = minted!.key;
  sender = await network.agency('H54.01');
  await (await network.agency('H54.20')).submit(makePackage({ from: 'H54.20', to: ['H54.01'] }));
  await send('plain', { to: ['H54.02'], change: coded('15', 'STTTT-CNTT') });
  await send('abroad', { to: ['H05'], change: coded('15', 'UBND') });
  await send('in time', { ...(await signed('2020-03-02T07:30:00')), change: coded('16', 'A/STTTT-CNTT', 19) });
  await atHour('2020-03-04T09:00:00');
  await send('late', { ...(await signed('2020-03-02T09:00:00')), to: ['H54.02', 'H54.20'] });
  await send('placeholder', { signatures: [Buffer.from('chữ ký')] });
  await atHour('2021-02-01T09:00:00');
  await send('refused', { ...(await signed('2021-02-01T09:00:00')), to: ['H54.20'] });
  await atHour('2021-02-01T14:00:00');
  await until(async () => (await stateOf('refused')) === 'refused', { deadlineMs: 20_000, what: 'the end of waiting' });
  await send('parked', { ...(await signed('2021-02-01T14:00:00')), to: ['H54.20'] });
  await send('under way', { to: ['H05', 'H54.02'] });
});
afterAll(() => network.stop());

async function readAll(query: DocumentsQuery): Promise<readonly ListedDocument[]> {
  const items: ListedDocument[] = [];
  for (let after: string | undefined; ;) {
    const page = await sender.documents({ ...query, limit: 2, ...(after !== undefined && { after }) });
    items.push(...page.items);
    if (!page.more) return items;
    after = page.next;
  }
}

const all = ['plain', 'abroad', 'in time', 'late', 'placeholder', 'refused', 'parked', 'under way'];
const searches: [what: string, query: DocumentsQuery, names: readonly string[]][] = [
  ['of all kinds', {}, all],
  ['that are parked', { state: 'parked' }, ['parked']],
  ['that were refused', { state: 'refused' }, ['refused']],
  ['from a time on', { from: '2020-03-04T09:00:00+07:00' }, ['late', 'placeholder', 'refused', 'parked', 'under way']],
  ['of a time', { from: '2020-03-03T00:00:00+07:00', to: '2021-02-01T09:00:00+07:00' }, ['late', 'placeholder']],
  ['to a recipient, refused and parked ones too', { recipient: 'H54.20' }, ['late', 'refused', 'parked']],
  ['to a recipient that were refused', { recipient: 'H54.20', state: 'refused' }, ['refused']],
  ['to nobody', { recipient: 'nobody' }, []],
  ['that have not arrived everywhere', { delivery: 'in-flight' }, ['under way']],
  ['that arrived at a recipient', { delivery: 'delivered', recipient: 'H54.20' }, ['late']],
  ['that somebody never got', { delivery: 'expired' }, ['abroad']],
  ['of a DocumentId', { documentId: 'in time' }, ['in time']],
  ['of a DocumentId that is another’s', { documentId: 'H54.20,2020/03/02,1/CV' }, []],
  ['of a number', { number: '15' }, ['plain', 'abroad']],
  ['of a notation', { notation: 'STTTT-CNTT' }, ['plain', 'in time']],
  ['of a number and a notation', { number: '15', notation: 'STTTT-CNTT' }, ['plain']],
  ['of a notation with a stroke', { number: '16', notation: 'A/STTTT-CNTT' }, ['in time']],
  ['of half a number', { number: '1' }, []],
  ['of a type', { type: 19 }, ['in time']],
  ['that are trusted', { trusted: true }, ['in time', 'late']],
  ['that are present and not trusted', { present: true, trusted: false }, ['placeholder', 'refused', 'parked']],
  ['that are present and not valid', { present: true, valid: false }, ['placeholder']],
  ['that are not declared', { declared: false }, ['plain', 'abroad', 'under way']],
  ['that were sent late', { late: true }, ['late']],
  ['that were sent late, by the name of the limit', { late: 'sent' }, ['late']],
  ['that were sent in time', { late: false, trusted: true }, ['in time']],
  ['of a DocumentId and another state', { documentId: 'late', state: 'refused' }, []],
];

describe('own documents', () => {
  test.each(searches)('%s are found, each once and in order', async (_, query, names) => {
    expect((await readAll(query)).map(({ documentId }) => documentId)).toEqual(names);
  });

  test('say that they were sent late where they were looked for as late', async () => {
    const { items } = await sender.documents({ late: true });
    expect(items).toMatchObject([{ document: sent['late'], sentLate: true, facts: { trusted: true } }]);
    expect(items[0]).not.toHaveProperty('deliveries');
  });

  test('that were refused are audited with the recipients that are kept of them', async () => {
    const keep = (recipient: string) =>
      network.store.source.query('UPDATE document SET refused_recipients = $1 WHERE id = $2', [
        [recipient],
        sent['refused'],
      ]);
    const { store, folder } = network;
    const differences = async () => (await audit({ store, folder, tell: () => undefined })).differences;
    expect(await differences()).toEqual([]);
    await keep('H05');
    expect(await differences()).toMatchObject([{ table: 'document', expected: 'for H54.20', found: 'for H05' }]);
    await keep('H54.20');
  });

  test('are not sent again while nothing changed, and are when something did', async () => {
    const again = (tag?: string) =>
      ask(network.address, {
        ...{ method: 'GET', path: '/api/v1/documents?state=parked', key },
        ...(tag !== undefined && { headers: { 'If-None-Match': tag } }),
      });
    const first = await again();
    expect((await again(first.headers.etag)).status).toBe(304);
    await send('parked too', await signed('2021-02-01T14:00:00'));
    const isNew = async () => (await again(first.headers.etag)).status === 200;
    await until(isNew, { deadlineMs: 15_000, what: 'a document that no older transaction hides' });
  });

  test.each([
    'state=sent',
    'late=perhaps',
    'from=0000-01-01T00:00:00Z',
    'after=x',
    'type=x',
    'number=',
    'state=parked&state=refused',
  ])('are not looked for with %s', async (query) => {
    const answer = await ask(network.address, { method: 'GET', path: `/api/v1/documents?${query}`, key });
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([400, { detail: expect.any(String) }]);
  });
});

test('a document that another process commits late, with an older number, comes to who goes on from the page before', async () => {
  const page = async (after?: string) => sender.documents({ limit: 500, ...(after !== undefined && { after }) });
  const named = async (after?: string) => (await page(after)).items.map(({ documentId }) => documentId);
  const { source } = network.store;
  const copied = (id: string, name: string, xact: string) =>
    source.query(
      `INSERT INTO document SELECT (jsonb_populate_record(t, jsonb_build_object('id', '${id}', 'document_id', '${name}',
         'xact', (${xact})::text))).* FROM document t WHERE t.id = '${sent['plain']}' AND t.place = '${office}'`,
    );
  const { next } = await page();
  const [late, open] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
  await copied(late, 'committed late', 'pg_current_xact_id()');
  // As if its transaction had not ended: held open, a real one would hide what comes into the inboxes of other tests.
  await copied(open, 'not committed', `(pg_current_xact_id()::text::bigint + 1000000)::text`);
  await until(async () => (await named(next)).length, { deadlineMs: 15_000, what: 'the late one' });
  expect(await named(next)).toEqual(['committed late']);
  expect(await named()).not.toContain('not committed');
  for (const wish of [{ documentId: 'not committed' }, { state: 'accepted', number: '15', limit: 500 }] as const)
    expect((await sender.documents(wish)).items.map(({ document }) => document)).not.toContain(open);
  await source.query('DELETE FROM document WHERE id = ANY ($1)', [[late, open]]);
});

describe('a page of many documents', () => {
  interface Plan {
    readonly 'Node Type': string;
    readonly 'Actual Rows': number;
    readonly 'Actual Loops': number;
    readonly Plans?: readonly Plan[];
  }
  const nobodys: SentFilter = {
    ...{
      documentId: null,
      state: null,
      type: null,
      from: null,
      to: null,
      number: null,
      notation: null,
      declared: null,
    },
    ...{ present: null, valid: null, trusted: null, overdue: null, recipient: null, delivery: null, late: null },
  };
  const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  /** The plans of a search's statements as they were carried out. */
  async function plansOf(filter: Partial<SentFilter>): Promise<readonly Plan[]> {
    const plans: Plan[] = [];
    const explaining: Connection = {
      run: async <Row extends object>(what: Statement, values: readonly unknown[] = []) => {
        const explained = { name: `${what.name}-explained`, text: `EXPLAIN (ANALYZE, FORMAT JSON) ${what.text}` };
        const [row] = await network.store.run<{ 'QUERY PLAN': { Plan: Plan }[] }>(explained, values);
        plans.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan));
        return network.store.run<Row>(what, values);
      },
    };
    const page = { after: { xact: '0', id: '00000000-0000-0000-0000-000000000000' }, limit: 100 };
    await searchSent(explaining, { place: office, agency: 'H54.01' }, page, { ...nobodys, ...filter });
    return plans;
  }

  /** Copies of the first document, with its delivery; `from` and `to` number them. */
  async function fill(from: number, to: number): Promise<void> {
    const id = `('ffffffff-0000-7000-8000-' || lpad(k::text, 12, '0'))::uuid`;
    const copy = (table: string, columns: Readonly<Record<string, string>>, where: string) =>
      network.store.source.query(
        `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object(${Object.entries(columns)
          .map(([name, value]) => `'${name}', ${value}`)
          .join(
            ', ',
          )}))).* FROM ${table} t, generate_series(${from}, ${to}) AS k WHERE ${where} AND t.place = '${office}'`,
      );
    await copy('document', { id, document_id: `'copy ' || k` }, `t.id = '${sent['plain']}'`);
    await copy('delivery', { document: id, seq: '1000000 + k' }, `t.document = '${sent['plain']}'`);
  }

  const wishes: [what: string, filter: Partial<SentFilter>][] = [
    ['nobody’s recipient', { recipient: 'nobody' }],
    ['a state that none has', { state: 1, trusted: true }],
    ['those sent late', { late: 1 }],
    ['those taken up late', { late: 2 }],
    ['those not taken up', { late: 3 }],
    ['a DocumentId', { documentId: 'copy 30000' }],
  ];

  test('reads no table from end to end, and no more rows among 30,000 documents than among 6,000', async () => {
    const work = async () =>
      Promise.all(
        wishes.map(async ([what, filter]) => {
          const plans = await plansOf(filter);
          const rows = plans.reduce((sum, plan) => sum + plan['Actual Rows'] * plan['Actual Loops'], 0);
          return { what, scans: plans.filter((plan) => plan['Node Type'] === 'Seq Scan').length, rows };
        }),
      );
    await fill(1, 6_000);
    const before = await work();
    await fill(6_001, 30_000);
    await network.store.source.query('ANALYZE document, delivery');
    const after = await work();
    expect(after.map(({ scans }) => scans)).toEqual(wishes.map(() => 0));
    for (const [index, { what, rows }] of after.entries()) {
      expect([what, rows <= before[index]!.rows * 1.05 + 5]).toEqual([what, true]);
      expect([what, rows < 35_000]).toEqual([what, true]);
    }
    expect(after.at(-1)!.rows).toBeLessThan(10);
    expect((await sender.documents({ documentId: 'copy 30000' })).items).toHaveLength(1);
    const { items, more, next } = await sender.documents({ recipient: 'nobody' });
    expect([items, more, typeof next]).toEqual([[], true, 'string']);
  }, 60_000);
});
