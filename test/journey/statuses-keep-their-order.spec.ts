/** What recipients say of a document: in the order of the codes, numbered, told once, and home in any order without harm. */
import { writeStatus, type BulkOutcome, type DeskStatus, type StatusHop, type StatusMessage } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { axis, makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('statuses');
});
afterAll(() => network.stop());

/** A document of H54.01 that has just arrived at H54.02, in the same network. */
async function arrived(change: { to?: string[]; documentId?: string } = {}): Promise<string> {
  const sender = await network.agency('H54.01');
  return (await sender.submit(makePackage({ to: ['H54.02'], ...change }))).document;
}

async function say(document: string, ...codes: number[]): Promise<readonly string[]> {
  const recipient = await network.agency('H54.02');
  const { items } = await recipient.statuses(codes.map((code) => ({ document, code, reason: 'Sai thẩm quyền' })));
  return items.map(told);
}

const told = ({ outcome, refusal }: BulkOutcome): string => refusal?.code ?? outcome;

async function statusesOf(document: string, recipient = 'H54.02'): Promise<readonly number[]> {
  const { deliveries } = await (await network.agency('H54.01')).document(document);
  return deliveries.find((delivery) => delivery.recipient === recipient)!.statuses.map(({ code }) => code);
}

describe('the order of the codes', () => {
  test.each([
    [
      [3, 4, 5, 6],
      ['recorded', 'recorded', 'recorded', 'recorded'],
      [1, 3, 4, 5, 6],
    ],
    [
      [3, 6],
      ['recorded', 'recorded'],
      [1, 3, 6],
    ],
    [[2], ['recorded'], [1, 2]],
    [[6], ['status-transition'], [1]],
    [
      [3, 5, 4],
      ['recorded', 'recorded', 'status-transition'],
      [1, 3, 5],
    ],
    [
      [3, 6, 5],
      ['recorded', 'recorded', 'status-transition'],
      [1, 3, 6],
    ],
    [
      [2, 3],
      ['recorded', 'status-transition'],
      [1, 2],
    ],
    [
      [3, 2],
      ['recorded', 'status-transition'],
      [1, 3],
    ],
    [
      [3, 3, 4],
      ['recorded', 'duplicate', 'recorded'],
      [1, 3, 4],
    ],
    [[15, 16], ['status-transition', 'status-transition'], [1]],
    [[0, 7, 13], ['status-code', 'status-code', 'status-code'], [1]],
    [
      [1, 3, 1],
      ['duplicate', 'recorded', 'duplicate'],
      [1, 3],
    ],
  ])('of %j said at once %j', async (codes, outcomes, stand) => {
    const document = await arrived();
    expect(await say(document, ...codes)).toEqual(outcomes);
    expect(await statusesOf(document)).toEqual(stand);
  });

  test('holds from one request to the next, and for many requests at once', async () => {
    const document = await arrived();
    const answers = await Promise.all(Array.from({ length: 8 }, () => say(document, 3)));
    expect(answers.flat().sort()).toEqual([...Array(7).fill('duplicate'), 'recorded']);
    expect(await say(document, 5)).toEqual(['recorded']);
    expect(await say(document, 4)).toEqual(['status-transition']);
    expect(await statusesOf(document)).toEqual([1, 3, 5]);
  });
});

describe('a reason', () => {
  test('is needed for a refusal, and stands on the sender’s desk', async () => {
    const [document, recipient] = [await arrived(), await network.agency('H54.02')];
    const without = await recipient.statuses([
      { document, code: 2 },
      { document, code: 2, reason: ' ' },
    ]);
    expect(without.items.map(told)).toEqual(['status-reason-missing', 'status-reason-missing']);
    const refused = await recipient.statuses([
      { document, code: 2, reason: 'Không thuộc thẩm quyền', staff: 'Văn thư' },
    ]);
    expect(refused.items.map(told)).toEqual(['recorded']);
    const sender = await network.agency('H54.01');
    const isRefusal = (one: DeskStatus) => one.document === document && one.code === 2;
    const desk = await until(async () => (await sender.desk({ limit: 500 })).items.find(isRefusal), {
      ...{ deadlineMs: 15_000, what: 'the refusal on the desk' },
    });
    expect(desk).toMatchObject({ number: 2, reason: 'Không thuộc thẩm quyền', staff: 'Văn thư' });
    // Refused by its recipient after it arrived: the delivery stays delivered.
    expect((await sender.document(document)).deliveries).toMatchObject([{ state: 'delivered', status: 2 }]);
  });
});

describe('an edXML status message', () => {
  const documentId = 'H54.01,2020/03/02,801/CV';
  const message: StatusMessage = {
    from: { organId: '000.00.02.H54', organName: 'Sở Tài chính' },
    responseFor: { organId: '000.00.01.H54', code: '801/CV', documentId },
    staff: { staff: 'Văn thư' },
    ...{ statusCode: 3, description: 'Đã vào sổ', timestamp: '2020-03-02T08:10:00+07:00' },
  };

  test('is a status like any other, by either form of the codes', async () => {
    const document = await arrived({ documentId });
    const recipient = await network.agency('H54.02');
    expect(await recipient.statusMessage(writeStatus(message))).toEqual({ items: [{ document, outcome: 'recorded' }] });
    expect(await recipient.statusMessage(writeStatus(message))).toEqual({
      items: [{ document, outcome: 'duplicate' }],
    });
    const sender = await network.agency('H54.01');
    const [delivery] = (await sender.document(document)).deliveries;
    expect(delivery?.statuses.at(-1)).toMatchObject({ number: 2, code: 3, reason: 'Đã vào sổ', staff: 'Văn thư' });
  });

  test('is refused as a whole: from another agency, about another’s document, and out of order', async () => {
    const [recipient, stranger] = [await network.agency('H54.02'), await network.agency('H54.20')];
    const refused = (change: Partial<StatusMessage>, by = recipient) =>
      expect(by.statusMessage(writeStatus({ ...message, ...change }))).rejects;
    await refused({}, stranger).toMatchObject({ status: 403, code: 'sender-mismatch' });
    const own = { organId: 'H54.20', organName: 'UBND huyện Đông Hưng' };
    await refused({ from: own }, stranger).toMatchObject({ status: 404, code: 'document-not-found' });
    await refused({ statusCode: 16 }).toMatchObject({ status: 409, code: 'status-transition' });
  });
});

describe('a status on its way home', () => {
  test('twice, or behind a later one, changes nothing that was said', async () => {
    const sender = await network.agency('H54.01');
    const document = await arrived({ to: ['H05'] });
    await until(async () => (await statusesOf(document, 'H05')).length === 1, {
      deadlineMs: 15_000,
      what: 'status 01 of H05',
    });
    const before = (await network.operator().books()).total;
    const hop = (number: number, code: number): StatusHop => ({
      ...{ kind: 'status', document, sender: 'H54.01', recipient: 'H05', number, code },
      ...{ at: '2020-03-02T02:00:00.000Z', place: otherOffice, urgency: 0 },
    });
    for (const late of [hop(1, 1), hop(3, 6), hop(3, 6), hop(2, 3), hop(2, 3), hop(1, 1)]) await travel(late);
    expect(await statusesOf(document, 'H05')).toEqual([1, 3, 6]);
    expect((await sender.document(document)).deliveries).toMatchObject([{ state: 'delivered', status: 6 }]);
    expect((await network.operator().books()).total).toEqual({ ...before, statuses: before.statuses + 2 });
    const desk = async () => (await sender.desk({ limit: 500 })).items.filter((one) => one.document === document);
    await until(async () => (await desk()).length >= 3, { deadlineMs: 15_000, what: 'three statuses on the desk' });
    expect((await desk()).map(({ number }) => number)).toEqual([1, 3, 2]);
  });
});

/** Puts a status into the axis' outbox, as if it had come from Bắc Ninh, and waits until the office has answered it. */
async function travel(hop: StatusHop): Promise<void> {
  const { source } = network.store;
  await source.query('INSERT INTO outbox (place, neighbour, lane, text) VALUES ($1, $2, 1, $3)', [
    axis,
    office,
    JSON.stringify(hop),
  ]);
  const isEmpty = async () => ((await source.query('SELECT 1 FROM outbox')) as unknown[]).length === 0;
  await until(isEmpty, { deadlineMs: 15_000, what: 'the status to be answered' });
}
