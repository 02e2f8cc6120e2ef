/** A bag of neighbours' batches: what was answered before is answered the same, the rest travels on and gets receipts. */
import { normalLane, type HopBag, type HopBatch, type HopReceipt } from '@lienthong/edxml';
import { isStoreAway } from '@lienthong/edge';
import { countAttempt, forgetAttempts, givenReceipts, noteAttemptReason } from '@lienthong/store';
import { write, type Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { messagesTravel, type Arrived } from '../journey.js';
import { Effects } from '../steps/effects.js';
import { giveReceipts, type Answer, type Received } from './give-receipts.js';
import { withoutUnscanned } from './hold-unscanned.js';
import { isBatchGenuine } from './signed-batch.js';
import { receiptOf } from './stored-receipt.js';
import { sortOut } from './sort-out.js';

/** Attempts at a message that is alone, before it is answered as dead. */
export const attemptBudget = 5;

/** Takes a bag in and gives the receipts that answer it. Throws when the store is away: the relay offers it again. */
export async function takeBag(exchange: Exchange, bag: HopBag): Promise<HopReceipt[]> {
  const genuine = bag.batches.filter((batch) => isFromItsPlace(exchange, batch));
  if (genuine.length === 0) return [];
  const known = await answeredBefore(exchange, genuine);
  const open = genuine.flatMap((batch) =>
    batch.messages.filter(({ id }) => !known.answered.has(id)).map((envelope): Received => ({ batch, envelope })),
  );
  const ready = await withoutUnscanned(exchange, open);
  return [...known.receipts, ...(await workThrough(exchange, ready))];
}

function isFromItsPlace(exchange: Exchange, batch: HopBatch): boolean {
  const certificate = exchange.certificateOf(batch.from);
  if (certificate !== undefined && exchange.served.has(batch.to) && isBatchGenuine(batch, certificate)) return true;
  exchange.log.error(
    { from: batch.from, to: batch.to },
    'a batch is not signed by the place it names: left unanswered',
  );
  return false;
}

async function answeredBefore(exchange: Exchange, batches: readonly HopBatch[]) {
  const spans = batches.map(({ from, to, messages }) => {
    const ids = messages.map(({ id }) => BigInt(id)).sort((a, b) => (a < b ? -1 : 1));
    return { place: to, neighbour: from, first: String(ids[0]), last: String(ids.at(-1)) };
  });
  const asked = new Set(batches.flatMap(({ messages }) => messages.map(({ id }) => id)));
  const rows = await givenReceipts(exchange.store, spans);
  const receipts = [...new Map(rows.map((row) => [row.id, row])).values()]
    .flatMap((row) => receiptOf(row.place, row) ?? [])
    .filter((receipt) => receipt.ids.some((id) => asked.has(id)));
  return { receipts, answered: new Set(receipts.flatMap((receipt) => receipt.ids)) };
}

/** Works on messages together; when that fails, on their halves, until the one at fault is alone. */
async function workThrough(exchange: Exchange, messages: readonly Received[]): Promise<HopReceipt[]> {
  const [only] = messages;
  if (only === undefined) return [];
  if (messages.length === 1) return workAlone(exchange, only);
  try {
    return await workOn(exchange, messages);
  } catch (error) {
    if (isStoreAway(error)) throw error;
    const half = Math.ceil(messages.length / 2);
    const left = await workThrough(exchange, messages.slice(0, half));
    return [...left, ...(await workThrough(exchange, messages.slice(half)))];
  }
}

/** The attempt is counted before the work, so that a message that kills its process is found out too. */
async function workAlone(exchange: Exchange, received: Received): Promise<HopReceipt[]> {
  const { store } = exchange;
  const { to, from } = received.batch;
  const { attempts, reason } = await countAttempt(store, to, from, received.envelope.id);
  if (attempts > attemptBudget) {
    const last = reason ?? 'its process died each time';
    return answer(exchange, [{ ...received, outcome: 'dead', reason: `${attemptBudget} attempts failed: ${last}` }]);
  }
  try {
    const receipts = await workOn(exchange, [received]);
    await forgetAttempts(store, to, from, [received.envelope.id]);
    return receipts;
  } catch (error) {
    if (isStoreAway(error)) throw error;
    await noteAttemptReason(store, to, from, received.envelope.id, (error as Error).message);
    return [];
  }
}

async function workOn(exchange: Exchange, messages: readonly Received[]): Promise<HopReceipt[]> {
  const arrived = await sortOut(exchange, messages);
  return answer(
    exchange,
    messages.map((message) => ({ ...message, outcome: 'accepted' })),
    arrived,
  );
}

/** The effects of the messages and the receipts for them, in one transaction. */
async function answer(exchange: Exchange, answers: readonly Answer[], arrived?: Arrived): Promise<HopReceipt[]> {
  const isUrgent = answers.every(({ batch }) => batch.lane < normalLane);
  const receipts = await write(
    exchange,
    async (tx) => {
      const effects = new Effects(tx.now.toISOString());
      if (arrived !== undefined) await messagesTravel(tx, exchange, stamped(arrived, effects.at), effects);
      const byBatch = groupBy(answers, ({ batch }) => `${batch.from} ${batch.to} ${batch.lane}`);
      const given = await giveReceipts(exchange, [...byBatch.values()], effects);
      await effects.write(tx, exchange);
      return given;
    },
    { ahead: isUrgent },
  );
  for (const { place, from, hop } of arrived?.arrivals ?? [])
    exchange.log.info({ place, from, document: hop.document }, 'arrived');
  return receipts;
}

/** The trace says when a document came to this place: at the official time of the transaction that records it. */
function stamped(arrived: Arrived, at: string): Arrived {
  const arrivals = arrived.arrivals.map((arrival) => ({
    ...arrival,
    hop: { ...arrival.hop, trace: [...arrival.hop.trace, { place: arrival.place, at }] },
  }));
  return { ...arrived, arrivals };
}
