/** The audit, check by check: everything counted, kept or promised beside the raw rows is derived from them again. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Directory } from '@lienthong/directory';
import { ConfigFault } from '@lienthong/edge';
import {
  chainEnds,
  inSnapshot,
  readDirectory,
  type Connection,
  type Store,
  type StoredDirectory,
} from '@lienthong/store';
import type { Auditing } from './auditing.js';
import { checkActs, checkActsArrive } from './check-acts.js';
import { checkChains } from './check-chains.js';
import { checkCheckpoints } from './check-checkpoints.js';
import { checkAcceptances, checkSaidStatuses } from './check-group-receipts.js';
import { checkHopReceipts, checkTwins } from './check-hop-receipts.js';
import { checkJourneys } from './check-journeys.js';
import { checkLate } from './check-late.js';
import { checkMessages, type UnderWay } from './check-messages.js';
import { checkPackages } from './check-packages.js';
import { checkRows } from './check-rows.js';
import { Findings, Progress } from './findings.js';
import { newsOf } from '../values/known-agency.js';

export interface AuditOrder {
  readonly store: Store;
  /** Data folder with `places/` and `checkpoints/`. */
  readonly folder: string;
  /** Told on the way, when it takes long. */
  tell(line: string): void;
}

/** Looks at the whole store as it stands at one moment. Throws ConfigFault when there is nothing to audit. */
export async function audit({ store, folder, tell }: AuditOrder): Promise<Findings> {
  const stored = await readDirectory(store);
  if (stored.places.length === 0)
    throw new ConfigFault('The database holds no directory; `lienthong start` prepares it');
  return inSnapshot(store, async (rows) => {
    const hosted = await hostedPlaces(rows, stored, folder);
    const auditing = auditingOf(stored, { rows, newest: store, folder, hosted }, new Progress(tell));
    const underWay: UnderWay = new Set();
    for (const place of hosted) await checkPlace(auditing, place, underWay);
    await checkAllActs(auditing, underWay);
    await checkTwins(auditing);
    await checkJourneys(auditing, underWay);
    await checkPackages(auditing);
    return auditing.findings;
  });
}

async function checkPlace(auditing: Auditing, place: string, underWay: UnderWay): Promise<void> {
  const unreadable = await checkChains(auditing, place);
  await checkRows(auditing, place, unreadable);
  await checkLate(auditing, place);
  await checkCheckpoints(auditing, place);
  await checkAcceptances(auditing, place);
  await checkSaidStatuses(auditing, place);
  await checkHopReceipts(auditing, place);
  await checkMessages(auditing, place, underWay);
}

async function checkAllActs(auditing: Auditing, underWay: UnderWay): Promise<void> {
  const copies = [];
  for (const place of auditing.hosted) copies.push(...(await checkActs(auditing, place)));
  checkActsArrive(auditing, copies, underWay);
}

/** A place is on this server when its key is in the data folder or its chains are in the store. */
async function hostedPlaces(rows: Connection, { places }: StoredDirectory, folder: string): Promise<string[]> {
  const hosted: string[] = [];
  for (const { code } of places)
    if (existsSync(join(folder, 'places', code)) || (await chainEnds(rows, code)).length > 0) hosted.push(code);
  return hosted;
}

function auditingOf(
  stored: StoredDirectory,
  given: Pick<Auditing, 'rows' | 'newest' | 'folder' | 'hosted'>,
  progress: Progress,
): Auditing {
  const certificates = new Map(stored.places.map(({ code, certificate }) => [code, certificate ?? undefined]));
  const hosted = new Set(given.hosted);
  const { places, agencies } = newsOf(stored);
  // Those that were deleted are named in documents still.
  const directory = new Directory(
    places,
    agencies.map(({ agency }) => agency),
  );
  return {
    ...{ ...given, progress, directory, findings: new Findings() },
    isHosted: (place) => hosted.has(place),
    certificateOf: (place) => certificates.get(place),
  };
}
