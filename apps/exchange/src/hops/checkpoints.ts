/** A place's signed checkpoints: where all its event chains stood, kept in the store, in a file outside it, and with the neighbours. */
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HopReceipt, PlaceCheckpoint } from '@lienthong/edxml';
import { signStatement } from '@lienthong/signature';
import { chainHeads, keepCheckpoint, latestCheckpoint, officialTime } from '@lienthong/store';
import { servedPlace, type Exchange } from '../exchange.js';
import { checkpointBytes, checkpointContext } from './signed-batch.js';

const current = new Map<string, PlaceCheckpoint>();

/** The checkpoint number of a place that each neighbour was last shown. */
const shown = new Map<string, number>();

/** Receipts with the answering place's newest checkpoint, where the neighbour has not seen it yet. */
export function withNewCheckpoints(receipts: readonly HopReceipt[]): HopReceipt[] {
  return receipts.map((receipt) => {
    const checkpoint = current.get(receipt.from);
    const edge = `${receipt.from} ${receipt.to}`;
    if (checkpoint === undefined || shown.get(edge) === checkpoint.number) return receipt;
    shown.set(edge, checkpoint.number);
    return { ...receipt, checkpoint };
  });
}

/** Signs a checkpoint of a place when its chains have grown since the last one. */
export async function makeCheckpoint(exchange: Exchange, place: string, folder: string): Promise<void> {
  const { store } = exchange;
  const heads = await chainHeads(store, place);
  if (heads.length === 0) return;
  const last = await latestCheckpoint(store, place);
  const lastBody = last?.body as PlaceCheckpoint | undefined;
  if (lastBody !== undefined) current.set(place, lastBody);
  if (
    lastBody !== undefined &&
    JSON.stringify(lastBody.heads.map((head) => head.hash)) === JSON.stringify(heads.map((head) => head.hash))
  )
    return;
  const { now } = await officialTime(store);
  const unsigned = { place, number: Number(last?.number ?? 0) + 1, at: now.toISOString(), heads };
  const signature = await signStatement(
    checkpointContext,
    checkpointBytes(unsigned),
    servedPlace(exchange, place).signer,
  );
  const checkpoint = { ...unsigned, signature: signature.toString('base64') };
  if (!(await keepCheckpoint(store, place, checkpoint.number, checkpoint))) return;
  current.set(place, checkpoint);
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, `${place}.jsonl`), `${JSON.stringify(checkpoint)}\n`, { mode: 0o600 });
}
