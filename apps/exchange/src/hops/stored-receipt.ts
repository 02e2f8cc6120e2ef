/** A hop receipt as it is kept: digests and nodes as bytes, message numbers by their distances, outcomes where they are not `accepted`. */
import type { HopOutcome, HopReceipt } from '@lienthong/edxml';
import type { HopReceiptRow, ReceiptRow } from '@lienthong/store';
import { z } from 'zod';
import { parseReceipt } from '../values/parse-json.js';

const hashBytes = 32;

/** What goes without saying is left out: given when it is kept, of one message, alone under its signature, all accepted. */
const Body = z.strictObject({
  lane: z.number().int(),
  /** When it was given, where it was taken later. */
  at: z.string().optional(),
  /** Distance of each message's number from the one before; the first is the row's. */
  steps: z.array(z.number().int()).default([]),
  /** Where the receipt stands among those under the same signature. */
  index: z.number().int().default(0),
  size: z.number().int().default(1),
  /** By position in the receipt. */
  others: z.record(z.string(), z.strictObject({ outcome: z.string(), reason: z.string().optional() })).default({}),
});

/** The row of the place that gave a receipt, or of the one that took it at `at`. */
export function rowOf(kind: 'given' | 'taken', receipt: HopReceipt, at: string): ReceiptRow {
  const { ids, digests, outcomes, proof, lane, root } = receipt;
  const [place, neighbour] = kind === 'given' ? [receipt.from, receipt.to] : [receipt.to, receipt.from];
  const numbers = ids.map(BigInt);
  const steps = numbers.slice(1).map((id, before) => Number(id - numbers[before]!));
  const others = [...outcomes.entries()].filter(([, { outcome }]) => outcome !== 'accepted');
  const body: z.input<typeof Body> = {
    lane,
    ...(receipt.at === at ? {} : { at: receipt.at }),
    ...(steps.length === 0 ? {} : { steps }),
    ...(proof.size === 1 ? {} : { index: proof.index, size: proof.size }),
    ...(others.length === 0 ? {} : { others: Object.fromEntries(others) }),
  };
  return {
    ...{ place, id: receipt.receipt, kind, neighbour, at },
    ...{ first: ids[0] ?? null, last: ids.at(-1) ?? null },
    leaves: Buffer.from([...digests, ...proof.path].join(''), 'hex'),
    ...{ root: Buffer.from(root, 'hex'), signature: Buffer.from(proof.signature, 'base64') },
    body: JSON.stringify(body),
  };
}

/** The receipt that a row of `place` keeps; undefined where the row was changed into something that is none. */
export function receiptOf(place: string, row: HopReceiptRow): HopReceipt | undefined {
  const body = Body.safeParse(parseReceipt(row.body)).data;
  if (body === undefined || row.first === null) return undefined;
  const [from, to] = row.kind === 'given' ? [place, row.neighbour] : [row.neighbour, place];
  const ids = [BigInt(row.first)];
  for (const step of body.steps) ids.push(ids.at(-1)! + BigInt(step));
  const hashes = Array.from({ length: row.leaves.length / hashBytes }, (_, at) =>
    row.leaves.toString('hex', at * hashBytes, (at + 1) * hashBytes),
  );
  const { lane, at = row.at.toISOString(), index, size, others } = body;
  return {
    ...{ receipt: row.id, from, to, lane, at, root: row.root.toString('hex') },
    ids: ids.map(String),
    digests: hashes.slice(0, ids.length),
    outcomes: ids.map((_, position) => (others[position] ?? { outcome: 'accepted' }) as { outcome: HopOutcome }),
    proof: { index, size, path: hashes.slice(ids.length), signature: row.signature.toString('base64') },
  };
}
