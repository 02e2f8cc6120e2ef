/** The sender's side at the end: reads the desks and counts what came back, so that the exchange's books are not believed alone. */
import { fateOf } from '../plan/fates.js';
import { isRefused } from '../plan/expected.js';
import { documentKey, type Plan } from '../plan/planned-document.js';
import { documentIdOf } from '../paper/wording.js';
import type { Door } from './door.js';
import type { Findings } from './findings.js';

export interface DeskParts {
  readonly plan: Plan;
  readonly door: Door;
  readonly keys: ReadonlyMap<string, string>;
  readonly findings: Findings;
}

/** How many statuses of each code. */
export type Tally = Map<number, number>;

/** Made by the receiving place. */
const ARRIVED = 1;
const PAGE = 500;
const DESKS_AT_ONCE = 4;

/** Compares every desk of these agencies with the plan; a difference becomes a fault. */
export async function readDesks(agencies: readonly string[], parts: DeskParts): Promise<void> {
  const waiting = [...agencies];
  const expected = expectedAtDesks(parts.plan);
  const ours = new Set(parts.plan.documents.map((document) => documentIdOf(parts.plan, document)));
  const work = async (): Promise<void> => {
    for (let agency = waiting.pop(); agency !== undefined; agency = waiting.pop()) {
      const found = await tallyOf(agency, ours, parts);
      const difference = differenceOf(found, expected.get(agency) ?? new Map<number, number>());
      if (difference) parts.findings.fault(`desk of ${agency}: ${difference}`);
    }
  };
  await Promise.all(Array.from({ length: DESKS_AT_ONCE }, work));
}

/** By sender: 01 for each delivery, then what its recipient answers. */
export function expectedAtDesks(plan: Plan): Map<string, Tally> {
  const desks = new Map<string, Tally>();
  for (const document of plan.documents) {
    if (isRefused(plan, document)) continue;
    const { sender, number, recipients } = document;
    const tally = desks.get(sender.code) ?? new Map<number, number>();
    desks.set(sender.code, tally);
    for (const recipient of recipients) {
      const { statuses } = fateOf(plan.scenario.answers, plan.seed, documentKey(sender.code, number), recipient);
      for (const code of [ARRIVED, ...statuses]) count(tally, code);
    }
  }
  return desks;
}

async function tallyOf(agency: string, ours: ReadonlySet<string>, { door, keys, findings }: DeskParts): Promise<Tally> {
  const tally: Tally = new Map();
  const seen = new Set<string>();
  for (let after: string | undefined; ;) {
    const query = { limit: PAGE, ...(after !== undefined && { after }) };
    const page = await door.ask(keys.get(agency) ?? '', (client) => client.desk(query));
    for (const { documentId, document, recipient, number, code } of page.items) {
      if (!ours.has(documentId)) continue;
      const status = `${document} ${recipient} ${number}`;
      if (seen.has(status)) findings.fault(`desk of ${agency}: status ${code} for ${documentId} stands there twice`);
      seen.add(status);
      count(tally, code);
    }
    if (!page.more) return tally;
    after = page.next;
  }
}

function count(tally: Tally, code: number): void {
  tally.set(code, (tally.get(code) ?? 0) + 1);
}

/** In words; empty where both are the same. */
export function differenceOf(found: Tally, expected: Tally): string {
  const codes = [...new Set([...found.keys(), ...expected.keys()])].sort((a, b) => a - b);
  return codes
    .filter((code) => found.get(code) !== expected.get(code))
    .map((code) => `${found.get(code) ?? 0} statuses 0${code}, planned ${expected.get(code) ?? 0}`)
    .join('; ');
}
