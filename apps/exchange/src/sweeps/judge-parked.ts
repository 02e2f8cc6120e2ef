/** Documents that wait for revocation evidence: judged again, then sent on or, after the grace period, refused. */
import { isRefused, refuse, type DocumentHop, type Refusal } from '@lienthong/edxml';
import {
  claimParked,
  recordVerdicts,
  settleParked,
  type Connection,
  type ParkedRow,
  type Transaction,
} from '@lienthong/store';
import { write, type Exchange } from '../exchange.js';
import { firstId } from '../ids.js';
import { accept } from '../steps/accept.js';
import { account, factsText, noteDocuments, vietnamDate } from '../steps/account.js';
import type { Arrival } from '../steps/arrival.js';
import { deliver } from '../steps/deliver.js';
import { Effects } from '../steps/effects.js';
import { shortId } from '../short.js';
import { forward } from '../steps/forward.js';
import { recordDeliveriesAt } from '../steps/record.js';
import { verdictRows } from '../steps/verdict-rows.js';
import { judge } from '../steps/verify.js';

const hour = 3_600_000;
const atOnce = 50;

/** Settles what can be settled of these places' parked documents, some in each transaction; gives how many. */
export async function judgeParked(exchange: Exchange, places: readonly string[], graceHours: number): Promise<number> {
  let last = { place: '', document: firstId };
  for (let settled = 0; ;) {
    const { seen, judged } = await write(exchange, (tx) => judgeSome(tx, exchange, places, last, graceHours));
    settled += judged;
    if (seen.length < atOnce) return settled;
    last = seen.at(-1)!;
  }
}

async function judgeSome(
  tx: Transaction,
  exchange: Exchange,
  places: readonly string[],
  last: { place: string; document: string },
  graceHours: number,
): Promise<{ seen: readonly ParkedRow[]; judged: number }> {
  const seen = await claimParked(tx, places, last, atOnce);
  const packages = await exchange.packages.read(seen.map((row) => row.package));
  const judged = seen.flatMap((row) => rejudge(exchange, row, packages.get(row.package), tx.now, graceHours));
  if (judged.length > 0) await settle(tx, exchange, judged, tx.now);
  return { seen, judged: judged.length };
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
  row: ParkedRow,
  bytes: Buffer | undefined,
  now: Date,
  graceHours: number,
): Judged[] {
  const { place, document, sender: agency, since } = row;
  const at = since.toISOString();
  const today = vietnamDate(at);
  const read = bytes && accept(exchange.directory(), { place, bytes, agency }, { at, today });
  if (read === undefined || isRefused(read)) {
    exchange.log.error({ place, document }, 'a parked document can not be read any more: it stays parked');
    return [];
  }
  const verdict = judge(exchange, read.value, now);
  const late = now.getTime() - since.getTime() > graceHours * hour;
  if (verdict.parked === true && !late) return [];
  const hop: DocumentHop = { ...read.value.header, document, facts: verdict.facts };
  const arrival: Arrival = { place, hop, from: null, parked: false, verdicts: verdict.verdicts };
  if (verdict.parked === true)
    return [{ arrival, ...refuse('revocation-stale', `No fresh revocation evidence came within ${graceHours} hours`) }];
  return [{ arrival, ...(verdict.refusal === undefined ? {} : { refusal: verdict.refusal }) }];
}

async function settle(tx: Connection, exchange: Exchange, judged: readonly Judged[], now: Date): Promise<void> {
  const effects = new Effects(now.toISOString());
  await settleParked(
    tx,
    judged.map(({ arrival: { place, hop }, refusal }) => ({
      ...{ place, id: hop.document, state: refusal === undefined ? 0 : 2 },
      ...{ valid: hop.facts.valid, trusted: hop.facts.trusted, verdict: refusal?.code ?? hop.facts.verdict },
    })),
  );
  await recordVerdicts(
    tx,
    judged.flatMap(({ arrival: { place, hop, verdicts = [] } }) => verdictRows(place, hop.document, verdicts)),
  );
  const moving = judged.filter(({ refusal }) => refusal === undefined).map(({ arrival }) => arrival);
  const deliveries = await recordDeliveriesAt(tx, exchange, moving, effects.at);
  await deliver(tx, exchange, deliveries, effects);
  forward(deliveries, effects);
  account(exchange.directory(), moving, deliveries, effects);
  noteDocuments(moving, deliveries, effects);
  for (const { arrival, refusal } of judged) {
    if (refusal === undefined) continue;
    const { place } = arrival;
    effects.refusals.push({ place, agency: arrival.hop.sender, code: refusal.code });
    effects.note(place, 'refusedParked', [shortId(arrival.hop.document), refusal.code, factsText(arrival.hop.facts)]);
  }
  await effects.write(tx, exchange);
}
