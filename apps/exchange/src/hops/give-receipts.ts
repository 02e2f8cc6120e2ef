/** The receipts for what places have taken in: one for each batch, one signature for each place, kept to be given again when asked. */
import type { HopBatch, HopEnvelope, HopOutcome, HopReceipt } from '@lienthong/edxml';
import { servedPlace, type Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { newId } from '../values/ids.js';
import { shortDigest, shortId } from '../values/short.js';
import type { Effects } from '../steps/effects.js';
import { digestOf, receiptRoot, signReceipts } from './signed-batch.js';
import { rowOf } from './stored-receipt.js';

/** A message and the batch it came in. */
export interface Received {
  readonly batch: HopBatch;
  readonly envelope: HopEnvelope;
}

/** What became of it here. */
export interface Answer extends Received {
  readonly outcome: HopOutcome;
  readonly reason?: string;
}

/** Makes and signs a receipt, to be kept with the other effects, for each group; a group holds answers to messages of one batch. */
export async function giveReceipts(
  exchange: Exchange,
  groups: readonly (readonly Answer[])[],
  effects: Effects,
): Promise<HopReceipt[]> {
  const unsigned = groups.map((answers) => receiptFor(answers, effects.at));
  const signed = await Promise.all(
    [...groupBy(unsigned, ({ from }) => from)].map(([place, some]) =>
      signReceipts(some, servedPlace(exchange, place).signer),
    ),
  );
  const receipts = signed.flat();
  effects.receipts.push(...receipts.map((receipt) => rowOf('given', receipt, receipt.at)));
  for (const { from, to, receipt, root } of receipts)
    effects.note(from, 'given', [shortId(receipt), to, shortDigest(root)]);
  return receipts;
}

function byNumber({ envelope: left }: Answer, { envelope: right }: Answer): number {
  return BigInt(left.id) < BigInt(right.id) ? -1 : 1;
}

function receiptFor(group: readonly Answer[], at: string): Omit<HopReceipt, 'proof'> {
  const answers = [...group].sort(byNumber);
  const { from, to, lane } = answers[0]!.batch;
  const ids = answers.map(({ envelope }) => envelope.id);
  const digests = answers.map(({ envelope }) => digestOf(envelope.text));
  const outcomes = answers.map(({ outcome, reason }) => (reason === undefined ? { outcome } : { outcome, reason }));
  const root = receiptRoot({ ids, digests, outcomes }).toString('hex');
  return { receipt: newId(), from: to, to: from, lane, ids, digests, outcomes, at, root };
}
