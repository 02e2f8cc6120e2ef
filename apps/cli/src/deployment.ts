/** What the database of a deployment must hold before its first exchange process starts: tables, directory, operator, clock. */
import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedAuthority } from '@lienthong/client';
import type { Agency, Place } from '@lienthong/directory';
import { isPresentedKey, mintKey, readKey } from '@lienthong/edge';
import type { PresentedKey } from '@lienthong/edge';
import { hopQueues, prepareQueue } from '@lienthong/queue';
import type { QueueSettings } from '@lienthong/queue';
import { emptyStore, migrate, openStore, prepareDeployment, StoreFault } from '@lienthong/store';
import type { Store } from '@lienthong/store';
import { CommandFault } from './command-fault.js';
import type { DataFolder } from './project.js';

/** What `simulator directory` prints. */
export interface PreparedDirectory {
  readonly places: readonly Place[];
  readonly agencies: readonly Agency[];
  /** How the exchange must treat flawed signatures in this scenario; the exchange's own default where absent. */
  readonly signaturePolicy?: string;
  /** First and last day of the scenario, `YYYY-MM-DD`. */
  readonly period: { readonly from: string; readonly to: string };
}

/** The connection to a database with up-to-date tables. @throws CommandFault when it is unreachable or too old */
export async function openDatabase(url: string): Promise<Store> {
  try {
    const store = await openStore({ url, connections: 2, name: 'lienthong-start' });
    await migrate(store);
    return store;
  } catch (error) {
    if (error instanceof StoreFault) throw new CommandFault(error.message, 2, { cause: error });
    throw error;
  }
}

/** What opens the authority's keys, as settings of the trust service: what was given, or a file of the data folder, made at the first start. */
export function passphraseSettings(
  { authorityPassphrase: file }: DataFolder,
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  if (given['AUTHORITY_PASSPHRASE'] !== undefined || given['AUTHORITY_PASSPHRASE_FILE'] !== undefined) return {};
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  return { AUTHORITY_PASSPHRASE_FILE: file };
}

/** Where the exchange finds newer revocation lists and which OCSP responders it may ask, as its settings. */
export function evidenceSettings(authorities: readonly PublishedAuthority[]): Readonly<Record<string, string>> {
  const listed = (addresses: readonly string[]): string => [...new Set(addresses)].join(',');
  return {
    LIST_URLS: listed(authorities.map(({ list }) => list)),
    STATUS_URLS: listed(authorities.map(({ status }) => status)),
  };
}

/** Documents, counts and chains go, and every batch on its way; keys, certificates and the directory stay. */
export async function beginAnew(store: Store, data: DataFolder, queue: QueueSettings): Promise<void> {
  await emptyStore(store);
  await emptyQueues(queue);
  for (const path of [data.checkpoints, data.replay, data.replayNote]) rmSync(path, { recursive: true, force: true });
}

/** A batch of before would deliver documents that no longer exist. */
async function emptyQueues(settings: QueueSettings): Promise<void> {
  const backend = await prepareQueue(settings);
  for (const name of hopQueues) {
    const queue = backend.openQueue(name);
    await queue.obliterate({ force: true });
    await queue.close();
  }
}

/** Enters places with their certificates, agencies and the operator's key. */
export async function enterDeployment(
  store: Store,
  data: DataFolder,
  directory: Pick<PreparedDirectory, 'places' | 'agencies'>,
): Promise<void> {
  const { keyId, digest } = operatorKey(data);
  await prepareDeployment(store, {
    places: directory.places.map((place) => ({ ...place, certificate: certificateOf(data, place.code) })),
    agencies: directory.agencies.map((agency) => ({ ...agency, parent: agency.parent ?? null })),
    operator: { place: officeOf(directory).code, keyId, digest },
  });
}

/** The office network whose agencies the scenario plays. */
export function officeOf({ places }: Pick<PreparedDirectory, 'places'>): Place {
  const office = places.find(({ queue }) => queue === 'office') ?? places[0];
  if (office === undefined) throw new CommandFault('The scenario has no places.');
  return office;
}

function certificateOf(data: DataFolder, code: string): Buffer {
  return new X509Certificate(readFileSync(join(data.places, code, 'certificate.pem'))).raw;
}

/** The operator's key of this data folder, made at the first start. */
function operatorKey(data: DataFolder): PresentedKey {
  if (!existsSync(data.operatorKey)) writeFileSync(data.operatorKey, `${mintKey().key}\n`, { mode: 0o600 });
  const read = readKey(`Bearer ${readFileSync(data.operatorKey, 'utf8').trim()}`);
  if (isPresentedKey(read)) return read;
  throw new CommandFault(`${data.operatorKey} holds no key; delete the file to have a new one made.`);
}
