/** Documents that wait for revocation evidence: judged again, then sent on or, after the grace period, refused. */
import { isRefused, refuse, type DocumentHop, type Refusal } from '@lienthong/edxml';
import {
  claimParked,
  officialTime,
  readPackages,
  recordVerdicts,
  settleParked,
  type Connection,
  type ParkedRow,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { accept } from '../steps/accept.js';
import { account, factsText, noteDocuments, vietnamDate } from '../steps/account.js';
import type { Arrival } from '../steps/arrival.js';
import { deliver } from '../steps/deliver.js';
import { Effects } from '../steps/effects.js';
import { forward } from '../steps/forward.js';
import { recordDeliveriesAt } from '../steps/record.js';
import { judge } from '../steps/verify.js';

const hour = 3_600_000;
const atOnce = 50;

/** Settles what can be settled of one place's parked documents; gives how many. */
export async function judgeParked(exchange: Exchange, place: string, graceHours: number): Promise<number> {
  return exchange.store.transaction(async (tx) => {
    const parked = await claimParked(tx, place, atOnce);
    if (parked.length === 0) return 0;
    const { now } = await officialTime(tx);
    const packages = await readPackages(
      tx,
      parked.map((row) => row.package),
    );
    const judged = parked.flatMap((row) => rejudge(exchange, place, row, packages.get(row.package), now, graceHours));
    if (judged.length === 0) return 0;
    await settle(tx, exchange, place, judged, now);
    return judged.length;
  });
}

interface Judged {
  readonly arrival: Arrival;
  readonly refusal?: Refusal;
}

/**
 * One document's verdict now; none while its evidence is still missing and the grace period runs. Judged at the time of the
 * sweep: a list published after the document arrived speaks from its own day on.
 */
function rejudge(
  exchange: Exchange,
  place: string,
  row: ParkedRow,
  bytes: Buffer | undefined,
  now: Date,
  graceHours: number,
): Judged[] {
  if (bytes === undefined) throw new Error(`the package of parked document ${row.document} is not stored`);
  const at = row.since.toISOString();
  const read = accept(exchange.directory(), place, { bytes, agency: row.sender }, { at, today: vietnamDate(at) });
  if (isRefused(read)) throw new Error(`document ${row.document} was accepted at ${place} but can not be read again`);
  const verdict = judge(exchange, read.value, now);
  const late = now.getTime() - row.since.getTime() > graceHours * hour;
  if (verdict.parked === true && !late) return [];
  const hop: DocumentHop = { ...read.value.header, document: row.document, facts: verdict.facts };
  const arrival: Arrival = { place, hop, from: null, parked: false, evidence: verdict.verdicts };
  if (verdict.parked === true)
    return [{ arrival, ...refuse('revocation-stale', `No fresh revocation evidence came within ${graceHours} hours`) }];
  return [{ arrival, ...(verdict.refusal === undefined ? {} : { refusal: verdict.refusal }) }];
}

async function settle(
  tx: Connection,
  exchange: Exchange,
  place: string,
  judged: readonly Judged[],
  now: Date,
): Promise<void> {
  const effects = new Effects(now.toISOString());
  await settleParked(
    tx,
    place,
    judged.map(({ arrival: { hop }, refusal }) => ({
      ...{ id: hop.document, state: refusal === undefined ? 0 : 2 },
      ...{ valid: hop.facts.valid, trusted: hop.facts.trusted, verdict: refusal?.code ?? hop.facts.verdict },
    })),
  );
  await recordVerdicts(
    tx,
    judged.map(({ arrival: { hop, evidence } }) => ({ place, document: hop.document, evidence })),
  );
  const moving = judged.filter(({ refusal }) => refusal === undefined).map(({ arrival }) => arrival);
  const deliveries = await recordDeliveriesAt(tx, exchange, moving, effects.at);
  await deliver(tx, exchange, deliveries, effects);
  forward(deliveries, effects);
  account(exchange.directory(), moving, deliveries, effects);
  noteDocuments(moving, deliveries, effects);
  for (const { arrival, refusal } of judged) {
    if (refusal === undefined) continue;
    effects.refusals.push({ place, agency: arrival.hop.sender, code: refusal.code });
    effects.note(place, 'refusedParked', [arrival.hop.document, refusal.code, factsText(arrival.hop.facts)]);
  }
  await effects.write(tx, exchange);
}
