/** A place's signed checkpoints: where all its event chains stood, kept in the store, in a file outside it, and with the neighbours. */
import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { HopReceipt, PlaceCheckpoint } from '@lienthong/edxml';
import { signStatement } from '@lienthong/signature';
import {
  chainHeads,
  keepCheckpoints,
  latestCheckpoints,
  numberedCheckpoints,
  officialTime,
  type ChainHead,
} from '@lienthong/store';
import { servedPlace, type Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import type { CheckpointFiles } from './checkpoint-files.js';
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

/** After a sandbox was emptied: its places begin at their first checkpoint again, and the files of before are laid aside. */
export async function forgetCheckpoints(folder: string, reset: string): Promise<void> {
  current.clear();
  shown.clear();
  const names = existsSync(folder) ? await readdir(folder) : [];
  for (const file of names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name))) {
    const aside = `${file}.before-reset-${reset}`;
    // Processes share the folder: whoever comes second finds it done.
    if (!existsSync(aside)) await rename(file, aside).catch(() => undefined);
  }
}

/** Signs a checkpoint of each place whose chains have grown since its last one, and completes the files outside the store. */
export async function makeCheckpoints(
  exchange: Exchange,
  places: readonly string[],
  files: CheckpointFiles,
): Promise<void> {
  const newest = await signGrown(exchange, places);
  for (const checkpoint of newest) current.set(checkpoint.place, checkpoint);
  const done = await Promise.allSettled(newest.map((checkpoint) => completeFile(exchange, files, checkpoint)));
  for (const each of done) if (each.status === 'rejected') throw each.reason;
}

/** The newest checkpoint of each of these places that has one, after those that have grown were signed anew. */
async function signGrown(exchange: Exchange, places: readonly string[]): Promise<readonly PlaceCheckpoint[]> {
  const { store } = exchange;
  const stored = (await latestCheckpoints(store, places)) as PlaceCheckpoint[];
  const newest = new Map(stored.map((checkpoint) => [checkpoint.place, checkpoint]));
  const byPlace = groupBy(await chainHeads(store, places), ({ place }) => place);
  const grown = [...byPlace].filter(([place, heads]) => hasGrown(newest.get(place), heads));
  if (grown.length === 0) return stored;
  const { now } = await officialTime(store);
  const signed = await Promise.all(
    grown.map(([place, heads]) => {
      const number = (newest.get(place)?.number ?? 0) + 1;
      const named = heads.map(({ chain, link, hash }) => ({ chain, link, hash }));
      return signCheckpoint(exchange, { place, number, at: now.toISOString(), heads: named });
    }),
  );
  const kept = await keepCheckpoints(
    store,
    signed.map((checkpoint) => ({ place: checkpoint.place, number: checkpoint.number, body: checkpoint })),
  );
  for (const checkpoint of signed.filter(({ place }) => kept.has(place))) newest.set(checkpoint.place, checkpoint);
  return [...newest.values()];
}

/** Lines added to one file at once. */
const mostLines = 200;
/** A file without lines begins with the place's first checkpoints. One that was lost later is not written anew: the audit reports it. */
const firstCheckpoints = 3;

/** Adds the lines that the file lacks: the newest, and those that a crash or a full disk kept from it. */
async function completeFile({ store, log }: Exchange, files: CheckpointFiles, newest: PlaceCheckpoint): Promise<void> {
  const { place, number } = newest;
  const last = await files.lastNumber(place);
  if (last >= number) return;
  const isLost = last === 0 && number > firstCheckpoints;
  const wanted = Array.from({ length: Math.min(number - last, mostLines) }, (_, index) => last + 1 + index);
  const rows = isLost || wanted.length === 1 ? [] : await numberedCheckpoints(store, place, wanted);
  const lines = rows.map(({ body }) => body as PlaceCheckpoint).sort((a, b) => a.number - b.number);
  await files.append(place, lines.length === 0 ? [newest] : lines);
  if (isLost) log.error({ place, number }, 'the checkpoint file of a place is gone; it goes on with its newest line');
  else if (lines.length > 1) log.warn({ place, lines: lines.length }, 'lines that a checkpoint file lacked were added');
}

function hasGrown(last: PlaceCheckpoint | undefined, heads: readonly ChainHead[]): boolean {
  return last?.heads.map(({ hash }) => hash).join() !== heads.map(({ hash }) => hash).join();
}

async function signCheckpoint(
  exchange: Exchange,
  unsigned: Omit<PlaceCheckpoint, 'signature'>,
): Promise<PlaceCheckpoint> {
  const { signer } = servedPlace(exchange, unsigned.place);
  const signature = await signStatement(checkpointContext, checkpointBytes(unsigned), signer);
  return { ...unsigned, signature: signature.toString('base64') };
}
