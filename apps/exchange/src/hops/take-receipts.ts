/** Neighbours' receipts at the places that sent: answered messages leave the outbox, dead ones reach the books. */
import type { Hop, HopReceipt } from '@lienthong/edxml';
import { verifyStatement } from '@lienthong/signature';
import {
  closeMessages,
  lockMessages,
  parkDead,
  rememberCheckpoints,
  type Connection,
  type WaitingMessage,
} from '@lienthong/store';
import { write, type Exchange } from '../exchange.js';
import { Effects } from '../steps/effects.js';
import { shortDigest, shortId } from '../values/short.js';
import { outcomeOf, takeOutcomes, type PlacedOutcome } from '../steps/refuse.js';
import { checkpointBytes, checkpointContext, digestOf, isReceiptGenuine } from './signed-batch.js';
import { rowOf } from './stored-receipt.js';

/** Commits receipts once; a repeated one finds its messages gone and changes nothing, but that its place may have signed anew. */
export async function takeReceipts(exchange: Exchange, receipts: readonly HopReceipt[]): Promise<void> {
  const genuine = receipts.filter((receipt) => isFromItsPlace(exchange, receipt));
  if (genuine.length === 0) return;
  await write(exchange, async (tx) => {
    const keys = genuine.flatMap(({ from, to, lane, ids }) =>
      ids.map((id) => ({ place: to, neighbour: from, lane, id })),
    );
    const open = new Map((await lockMessages(tx, keys)).map((message) => [message.id, message]));
    const effects = new Effects(tx.now.toISOString());
    if (open.size > 0) await settleAnswered(tx, exchange, genuine, { open, effects });
    await rememberCheckpoints(
      tx,
      genuine.flatMap((receipt) => genuineCheckpoint(exchange, receipt)),
    );
    await effects.write(tx, exchange);
  });
}

function isFromItsPlace(exchange: Exchange, receipt: HopReceipt): boolean {
  const certificate = exchange.certificateOf(receipt.from);
  if (certificate !== undefined && isReceiptGenuine(receipt, certificate)) return true;
  exchange.log.error(
    { from: receipt.from, to: receipt.to },
    'a receipt is not signed by the place it names: not believed',
  );
  return false;
}

async function settleAnswered(
  tx: Connection,
  exchange: Exchange,
  receipts: readonly HopReceipt[],
  { open, effects }: { open: Map<string, WaitingMessage>; effects: Effects },
): Promise<void> {
  const answered = receipts.flatMap((receipt) => matchAnswers(receipt, open));
  await settleDead(tx, exchange, answered, effects);
  await closeMessages(
    tx,
    answered.map(({ message: { text: _, ...key } }) => key),
  );
  keepTaken(new Set(answered.map(({ receipt }) => receipt)), effects);
}

interface Answered {
  readonly receipt: HopReceipt;
  readonly message: WaitingMessage;
  readonly outcome: string;
  readonly reason: string;
}

/** Only messages whose text is what the neighbour digested count as answered; each by one receipt. */
function matchAnswers(receipt: HopReceipt, open: Map<string, WaitingMessage>): Answered[] {
  return receipt.ids.flatMap((id, index) => {
    const message = open.get(id);
    if (message === undefined || receipt.digests[index] !== digestOf(message.text)) return [];
    open.delete(id);
    const { outcome, reason } = receipt.outcomes[index]!;
    return [{ receipt, message, outcome, reason: reason ?? '' }];
  });
}

async function settleDead(
  tx: Connection,
  exchange: Exchange,
  answered: readonly Answered[],
  effects: Effects,
): Promise<void> {
  const dead = answered.filter(({ outcome }) => outcome === 'dead');
  if (dead.length === 0) return;
  await parkDead(
    tx,
    dead.map(({ message, reason }) => ({ ...message, reason })),
    effects.at,
  );
  await takeOutcomes(
    tx,
    exchange,
    dead.flatMap((each) => deadDeliveries(each, effects.at)),
    effects,
  );
}

function deadDeliveries({ message, reason }: Answered, at: string): PlacedOutcome[] {
  const hop = JSON.parse(message.text) as Hop;
  if (hop.kind !== 'document') return [];
  const { place } = message;
  const what = { outcome: 'dead' as const, refusal: 'dead' as const, reason };
  return hop.recipients.map((recipient) => ({ place, hop: outcomeOf({ place, hop, recipient }, what, at) }));
}

function keepTaken(receipts: ReadonlySet<HopReceipt>, effects: Effects): void {
  effects.receipts.push(...[...receipts].map((receipt) => rowOf('taken', receipt, effects.at)));
  for (const receipt of receipts)
    effects.note(receipt.to, 'taken', [shortId(receipt.receipt), receipt.from, shortDigest(receipt.root)]);
}

function genuineCheckpoint(exchange: Exchange, { from, to, checkpoint }: HopReceipt) {
  const certificate = exchange.certificateOf(from);
  if (checkpoint === undefined || checkpoint.place !== from || certificate === undefined) return [];
  const signature = Buffer.from(checkpoint.signature, 'base64');
  if (!verifyStatement(checkpointContext, checkpointBytes(checkpoint), signature, certificate)) return [];
  return [{ place: to, neighbour: from, number: checkpoint.number, body: checkpoint }];
}
