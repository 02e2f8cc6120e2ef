/** API keys of the simulated agencies: asked for in bulk at the operator's door, kept in the wallet for the next start. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '@lienthong/client';
import type { Door } from '../agent/door.js';
import { isKept, keep, type Folders } from './folders.js';

export function readApiKeys(folders: Folders): Map<string, string> {
  const file = keyFile(folders);
  if (!isKept(file)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
}

/** Makes sure that every agency has a key that works; keys of a database that was made anew are asked for again. */
export async function obtainApiKeys(
  folders: Folders,
  door: Door,
  operatorKey: string,
  agencies: readonly string[],
): Promise<void> {
  const kept = readApiKeys(folders);
  const [sample] = kept.values();
  if (sample !== undefined && !(await works(door, sample))) kept.clear();
  const missing = agencies.filter((agency) => !kept.has(agency));
  if (missing.length === 0) return;
  const minted = await door.ask(operatorKey, (client) => client.operator.mintKeys(missing));
  for (const { agency, key } of minted) kept.set(agency, key);
  keep(keyFile(folders), `${JSON.stringify(Object.fromEntries(kept))}\n`, 0o600);
}

async function works(door: Door, key: string): Promise<boolean> {
  try {
    await door.ask(key, (client) => client.inbox({ limit: 1 }));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return false;
    throw error;
  }
}

function keyFile(folders: Folders): string {
  return join(folders.wallet, 'api-keys.json');
}
