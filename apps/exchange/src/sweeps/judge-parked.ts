/** Documents that wait for revocation evidence or for the scanner: judged again, then sent on or, after the grace period, refused. */
import type { SignatureFacts } from '@lienthong/edxml';
import type { MissingWord } from '@lienthong/signature';
import {
  claimParked,
  claimTheseParked,
  noteUnscanned,
  recordVerdicts,
  settleParked,
  type ParkedRow,
} from '@lienthong/store';
import { write, type Exchange, type Writing } from '../exchange.js';
import { firstId } from '../values/ids.js';
import type { UnscannedDocument } from '../scan/scan-line.js';
import type { Scanner } from '../scan/scanner.js';
import { account, factsText, noteDocuments } from '../steps/account.js';
import { deliver } from '../steps/deliver.js';
import { Effects } from '../steps/effects.js';
import { shortId } from '../values/short.js';
import { forward } from '../steps/forward.js';
import { actByPackages } from '../steps/begin-acts.js';
import { noteAnswers } from '../steps/note-answers.js';
import { recordDeliveriesAt } from '../steps/record.js';
import { refuseStopped } from '../steps/refuse.js';
import { verdictRows } from '../steps/verdict-rows.js';
import { rejudge, waitForScan, type Judged, type JudgedWhen, type Waiting } from './rejudge.js';

const atOnce = 50;

/**
 * Settles what can be settled of these places' parked documents, some in each transaction. Where words of the authorities
 * are missing and their responders give them, at once again. What is to be scanned is handed over and not waited for.
 */
export async function judgeParked(exchange: Exchange, places: readonly string[], graceHours: number): Promise<void> {
  const missing = await judgeAll(exchange, places, graceHours);
  if (missing.length > 0 && (await exchange.statuses.ask(missing)) > 0) await judgeAll(exchange, places, graceHours);
}

/** Settles those of these parked documents of which the scanner says enough; the others wait for the next sweep. */
export async function judgeScanned(
  exchange: Exchange,
  scanner: Pick<Scanner, 'look'>,
  documents: readonly UnscannedDocument[],
  graceHours: number,
): Promise<void> {
  const found = await scanner.look(documents.map((one) => one.package));
  const scanned = (digest: string) => found.get(digest);
  await write(exchange, async (tx) =>
    judgeRows(tx, exchange, await claimTheseParked(tx, documents), { now: tx.now, graceHours, scanned }),
  );
}

/** Gives what is missing for those that go on waiting. */
async function judgeAll(exchange: Exchange, places: readonly string[], graceHours: number): Promise<MissingWord[]> {
  const missing: MissingWord[] = [];
  const scanned = (digest: string) => exchange.scanning?.scanner.known(digest);
  let last = { place: '', document: firstId };
  for (;;) {
    const round = await write(exchange, async (tx) => {
      const seen = await claimParked(tx, places, last, atOnce);
      return { seen, waiting: await judgeRows(tx, exchange, seen, { now: tx.now, graceHours, scanned }) };
    });
    missing.push(...round.waiting.flatMap((one) => one.missing));
    exchange.scanning?.line.add(round.waiting.flatMap(({ unscanned }) => unscanned ?? []));
    if (round.seen.length < atOnce) return missing;
    last = round.seen.at(-1)!;
  }
}

/** Claimed rows: settles those that do not wait any more, and gives what the others wait for. */
async function judgeRows(
  tx: Writing,
  exchange: Exchange,
  rows: readonly ParkedRow[],
  when: JudgedWhen,
): Promise<Waiting[]> {
  const unscanned = rows.flatMap((row) => waitForScan(exchange, row, when) ?? []);
  const ready = rows.filter((row) => !unscanned.some((one) => one.unscanned === row));
  const packages = await exchange.packages.read(ready.map((row) => row.package));
  const found = ready.flatMap((row) => rejudge(exchange, row, packages.get(row.package), when) ?? []);
  const judged = found.flatMap((one) => ('missing' in one ? [] : one));
  const waiting = [...unscanned, ...found.flatMap((one) => ('missing' in one ? one : []))];
  await noteUnscanned(tx, waiting.flatMap(whyUnscanned));
  if (judged.length > 0) await settle(tx, exchange, judged);
  return waiting;
}

function whyUnscanned({ unscanned: row, why }: Waiting) {
  return row === undefined || why === undefined ? [] : [{ place: row.place, document: row.document, unscanned: why }];
}

async function settle(tx: Writing, exchange: Exchange, judged: readonly Judged[]): Promise<void> {
  const effects = new Effects(tx.now.toISOString());
  const moving = judged.flatMap((one) => ('arrival' in one ? [one.arrival] : []));
  const refused = judged.filter((one) => 'refusal' in one);
  await settleParked(tx, [
    ...moving.map(({ place, hop: { document: id, facts } }) => ({ place, id, state: 0, ...reached(facts) })),
    ...refused.map(({ place, document: id, facts, refusal }) => ({
      ...{ place, id, state: 2, ...reached({ ...facts, verdict: refusal.code }) },
    })),
  ]);
  await recordVerdicts(tx, [
    ...moving.flatMap(({ place, hop, verdicts = [] }) => verdictRows(place, hop.document, verdicts)),
    ...refused.flatMap(({ place, document, verdicts }) => verdictRows(place, document, verdicts)),
  ]);
  const deliveries = await recordDeliveriesAt(tx, exchange, moving, effects.at);
  await deliver(tx, exchange, deliveries, effects);
  forward(deliveries, effects);
  await refuseStopped(tx, exchange, deliveries, effects);
  const going = moving.filter(({ stopped }) => stopped === undefined);
  await actByPackages(tx, exchange, going, effects);
  await noteAnswers(tx, exchange, going);
  account(exchange.directory(), moving, deliveries, effects);
  noteDocuments(moving, deliveries, effects);
  for (const { place, document, sender: agency, facts, refusal } of refused) {
    effects.refusals.push({ place, agency, code: refusal.code });
    effects.note(place, 'refusedParked', [shortId(document), refusal.code, factsText(facts)]);
  }
  await effects.write(tx, exchange);
}

const reached = ({ valid, trusted, verdict }: Pick<SignatureFacts, 'valid' | 'trusted' | 'verdict'>) => ({
  valid,
  trusted,
  verdict,
});
