/** What is being replayed in a data folder, so that a stopped run can go on and no second one mixes with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScenarioFault } from '../scenario/read-scenario.js';
import { isKept, keep, type Folders } from '../wallet/folders.js';
import type { Accounts } from './report.js';

interface RunFile {
  readonly scenario: string;
  readonly seed: number;
  readonly documents: number;
  /** The exchange's accounts before the first document. */
  readonly before: Accounts;
}

export interface RunOrder {
  readonly scenario: { readonly name: string };
  readonly seed: number;
  readonly documents: number;
}

/** The accounts from before the run: read anew for a new run, as kept for one that goes on. Its packages are the same bytes again. */
export async function beginRun(
  folders: Folders,
  order: RunOrder,
  accounts: () => Promise<Accounts>,
): Promise<Accounts> {
  const file = join(folders.wallet, 'replay.json');
  const { seed, documents } = order;
  const scenario = order.scenario.name;
  if (!isKept(file)) {
    const before = await accounts();
    keep(file, `${JSON.stringify({ scenario, seed, documents, before } satisfies RunFile)}\n`, 0o600);
    return before;
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  if (kept.scenario === scenario && kept.seed === seed && kept.documents === documents) return kept.before;
  throw new ScenarioFault(
    `this data folder holds a replay of ${kept.scenario} (${kept.documents} documents, seed ${kept.seed}); take a new one (--fresh or another --data)`,
  );
}
