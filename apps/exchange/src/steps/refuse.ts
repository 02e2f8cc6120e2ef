/** A delivery that can not go on is refused with its reason, and the outcome travels back to the sender's books. */
import type { DocumentHop, OutcomeHop, Refusal } from '@lienthong/edxml';
import {
  changeDeliveries,
  keepStopped,
  lockDeliveries,
  recordStatuses,
  type Connection,
  type DeliveryChange,
  type LockedDelivery,
  type StoppedRow,
  type StatusRow,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { shortId } from '../values/short.js';
import { writeWords } from '../values/words.js';
import type { Arrival, RoutedDelivery } from './arrival.js';
import { askedAfterStatus } from './asked.js';
import type { Effects } from './effects.js';

const inFlight = 0;
const refusedState = 2;
const deadState = 4;
const refusedStatus = 2;

/** A delivery that ends at a place before its recipient has it. */
export interface EndedDelivery {
  readonly place: string;
  readonly hop: DocumentHop;
  readonly recipient: string;
}

/** An outcome that has come to a place on its way back. */
export interface PlacedOutcome {
  readonly place: string;
  readonly hop: OutcomeHop;
}

/** Sends the refusal of one delivery towards its sender; at the sender's own place `takeOutcomes` settles it. */
export function refuseDelivery(exchange: Exchange, ended: EndedDelivery, refusal: Refusal, effects: Effects): void {
  const what = { outcome: 'refused' as const, refusal: refusal.code, reason: refusal.detail };
  sendOutcome(exchange, { place: ended.place, hop: outcomeOf(ended, what, effects.at) }, effects);
}

/** Documents of neighbours that go nowhere from here; what is kept of them answers the acts that come behind them. */
export async function refuseArrivals(
  tx: Connection,
  exchange: Exchange,
  arrivals: readonly Arrival[],
  { stopped, effects }: { readonly stopped: ReadonlyMap<string, Refusal>; readonly effects: Effects },
): Promise<void> {
  const kept: StoppedRow[] = [];
  for (const { place, hop } of arrivals) {
    const refusal = stopped.get(hop.document);
    if (refusal === undefined) continue;
    for (const recipient of hop.recipients) {
      refuseDelivery(exchange, { place, hop, recipient }, refusal, effects);
      kept.push({ place, document: hop.document, recipient, code: refusal.code });
    }
  }
  for (const { place, document, recipient, code } of kept)
    effects.note(place, 'stopped', [shortId(document), recipient, code, effects.at]);
  await keepStopped(tx, kept, effects.at);
}

export function outcomeOf(
  { place, hop, recipient }: EndedDelivery,
  what: Pick<OutcomeHop, 'outcome' | 'refusal' | 'reason'>,
  at: string,
): OutcomeHop {
  const { document, sender, urgency } = hop;
  return { kind: 'outcome', document, sender, recipient, ...what, place, at, urgency };
}

export function sendOutcome(exchange: Exchange, { place, hop }: PlacedOutcome, effects: Effects): void {
  const back = exchange.directory().nextHop(place, hop.sender);
  if (back !== undefined && back !== 'here') effects.send(place, back, hop);
  effects.note(place, 'outcomes', [shortId(hop.document), hop.recipient, hop.outcome, hop.refusal]);
}

/** A directory that changed while a document travelled can leave a recipient without a way. */
export function refuseUnroutable(exchange: Exchange, deliveries: readonly RoutedDelivery[], effects: Effects): void {
  for (const { arrival, recipient, next } of deliveries) {
    if (next !== undefined) continue;
    const { place, hop } = arrival;
    const refusal = { code: 'recipient-unknown' as const, detail: `${place} knows no way to ${recipient}` };
    refuseDelivery(exchange, { place, hop, recipient }, refusal, effects);
  }
}

export const infected = (find: string): Refusal => ({
  code: 'attachment-infected',
  detail: `The scanner found ${find}`,
});

/** Documents that a scanner keeps from leaving their sender's place: its deliveries end there, and the attempt is counted. */
export async function refuseStopped(
  tx: Connection,
  exchange: Exchange,
  deliveries: readonly RoutedDelivery[],
  effects: Effects,
): Promise<void> {
  const outcomes: PlacedOutcome[] = [];
  const documents = new Map<string, Arrival & { stopped: Refusal }>();
  for (const { arrival, recipient } of deliveries) {
    const { place, hop, stopped } = arrival;
    if (stopped === undefined) continue;
    const what = { outcome: 'refused' as const, refusal: stopped.code, reason: stopped.detail };
    outcomes.push({ place, hop: outcomeOf({ place, hop, recipient }, what, effects.at) });
    documents.set(`${place} ${hop.document}`, { ...arrival, stopped });
  }
  await takeOutcomes(tx, exchange, outcomes, effects);
  for (const { place, hop, stopped } of documents.values()) {
    effects.refusals.push({ place, agency: hop.sender, code: stopped.code });
    effects.note(place, 'refused', [hop.sender, stopped.code]);
  }
}

/** Outcomes on their way back: settled where the sender lives, passed on elsewhere. The first end state stays. */
export async function takeOutcomes(
  tx: Connection,
  exchange: Exchange,
  outcomes: readonly PlacedOutcome[],
  effects: Effects,
): Promise<void> {
  if (outcomes.length === 0) return;
  const here = outcomes.filter(({ place, hop }) => exchange.directory().nextHop(place, hop.sender) === 'here');
  for (const each of outcomes) if (!here.includes(each)) sendOutcome(exchange, each, effects);
  const keys = here.map(({ place, hop }) => ({ place, document: hop.document, recipient: hop.recipient }));
  const copies = new Map<string, LockedDelivery>();
  for (const row of await lockDeliveries(tx, keys)) copies.set(`${row.place} ${row.document} ${row.recipient}`, row);
  const open = here.flatMap(({ place, hop }) => {
    const key = `${place} ${hop.document} ${hop.recipient}`;
    const copy = copies.get(key);
    // A batch that was worked on twice tells its outcome twice, and both may come together: the first one settles.
    copies.delete(key);
    return copy?.state === inFlight ? [{ place, hop, copy }] : [];
  });
  await changeDeliveries(tx, open.map(settled));
  await recordStatuses(tx, open.filter(({ hop }) => hop.outcome === 'refused').map(deskRow));
  for (const { place, hop } of open) {
    const { document, recipient, sender: agency, outcome, refusal, at, reason } = hop;
    effects.books.push({ place, agency, ...(outcome === 'refused' ? { refused: 1, statuses: 1 } : { dead: 1 }) });
    // With all that the desk's row will say: nothing else proves it.
    effects.note(place, 'settled', [shortId(document), recipient, outcome, refusal, at, reason, hop.place]);
  }
}

/** What never arrived has nothing to give back: a refusal answers what its sender asked. */
function settled({ place, hop, copy }: PlacedOutcome & { readonly copy: LockedDelivery }): DeliveryChange {
  const { document, recipient, outcome, reason } = hop;
  const isRefused = outcome === 'refused';
  return {
    ...{ place, document, recipient, reason },
    status: isRefused ? refusedStatus : 0,
    number: 0,
    asked: isRefused ? askedAfterStatus(copy.asked, refusedStatus) : null,
    state: isRefused ? refusedState : deadState,
    acknowledged: false,
    trace: null,
  };
}

/** A place's own refusal stands on the desk as status 02 under the number 0: before anything the recipient says. */
function deskRow({ place, hop }: PlacedOutcome): StatusRow {
  const { document, recipient, sender, at, reason, place: staff } = hop;
  return {
    place,
    document,
    recipient,
    number: 0,
    code: refusedStatus,
    sender,
    desk: true,
    at,
    ...writeWords({ reason, staff }),
  };
}
