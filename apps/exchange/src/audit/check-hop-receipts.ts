/** Hop receipts: genuine at the place that gave them, the same at the place that took them, and the dead messages they tell of. */
import type { HopReceipt } from '@lienthong/edxml';
import { deadRows, hopReceiptRows, receiptTwins, type HopReceiptRow } from '@lienthong/store';
import { digestOf, isReceiptGenuine } from '../hops/signed-batch.js';
import { receiptOf } from '../hops/stored-receipt.js';
import type { Auditing } from './auditing.js';

export async function checkHopReceipts(audit: Auditing, place: string): Promise<void> {
  const { rows, findings, progress } = audit;
  const dead = new Map<string, string>();
  for await (const page of hopReceiptRows(rows, place)) {
    for (const row of page) {
      const receipt = receiptOf(place, row);
      const fault = receipt === undefined ? 'a body that is no receipt' : faultOf(audit, place, row, receipt);
      if (fault !== undefined) findings.add(place, 'receipt', row.id, 'a genuine receipt', fault);
      else if (receipt !== undefined && row.kind === 'taken') noteDead(receipt, dead);
    }
    findings.looked('receipts', page.length);
    progress.at(`${place}: receipts`);
  }
  await checkDead(audit, place, dead);
}

function faultOf(audit: Auditing, place: string, row: HopReceiptRow, receipt: HopReceipt): string | undefined {
  const { from: giver } = receipt;
  if (row.kind === 'given' && receipt.at !== row.at.toISOString()) return `a row of ${row.at.toISOString()}`;
  if (receipt.ids.at(-1) !== row.last) return `a row for messages ${row.first} to ${row.last}`;
  // What was taken from a place of this server is compared with what that place gave, which is proved there.
  if (row.kind === 'taken' && audit.isHosted(giver)) return undefined;
  const certificate = audit.certificateOf(giver);
  if (certificate !== undefined && isReceiptGenuine(receipt, certificate)) return undefined;
  return `a body that ${giver} did not sign`;
}

function noteDead({ ids, digests, outcomes }: HopReceipt, dead: Map<string, string>): void {
  for (const [index, { outcome }] of outcomes.entries())
    if (outcome === 'dead') dead.set(String(ids[index]), String(digests[index]));
}

/** A message is dead because its receipt says so, and stays as it was when it was answered. */
async function checkDead({ rows, findings }: Auditing, place: string, dead: Map<string, string>): Promise<void> {
  for await (const page of deadRows(rows, place))
    for (const { id, text } of page) {
      const digest = dead.get(id);
      dead.delete(id);
      findings.compare(place, 'dead_message', id, digest ?? 'no row: no receipt calls it dead', digestOf(text));
    }
  for (const [id, digest] of dead) findings.add(place, 'dead_message', id, digest, 'no row');
}

/** Across places: what one took is what the other gave. A given one may still be on its way, or have been answered twice. */
export async function checkTwins({ rows, findings, hosted, isHosted }: Auditing): Promise<void> {
  const twins = await receiptTwins(rows, hosted);
  while (twins.row !== undefined) {
    const { id } = twins.row;
    const both = await twins.takeWhile((row) => row.id === id);
    for (const taken of both.filter(({ kind, neighbour }) => kind === 'taken' && isHosted(neighbour))) {
      const given = both.find((row) => row.kind === 'given' && row.place === taken.neighbour);
      if (given === undefined) findings.add(taken.neighbour, 'receipt', id, `a row: ${taken.place} took it`, 'no row');
      else
        findings.compare(
          taken.place,
          'receipt',
          id,
          `as ${given.place} gave it: ${given.digest}`,
          `as ${given.place} gave it: ${taken.digest}`,
        );
    }
  }
}
