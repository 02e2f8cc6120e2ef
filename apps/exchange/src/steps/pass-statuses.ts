/** Statuses at their places: recorded once, shown on the desk where the sender lives, else sent on towards it. */
import type { StatusHop } from '@lienthong/edxml';
import {
  changeDeliveries,
  lockDeliveries,
  recordStatuses,
  type Connection,
  type DeliveryChange,
  type DeliveryKey,
  type LockedDelivery,
  type StatusRow,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { shortId } from '../values/short.js';
import { writeTrace } from '../values/trace.js';
import { writeWords } from '../values/words.js';
import { askedAfterStatus, isAnswer } from './asked.js';
import type { Effects } from './effects.js';

/** A status that has come to a place. */
export interface PlacedStatus {
  readonly place: string;
  readonly hop: StatusHop;
}

const keyOf = ({ place, document, recipient }: DeliveryKey) => `${place} ${document} ${recipient}`;
const keyOfStatus = ({ place, hop }: PlacedStatus) =>
  keyOf({ place, document: hop.document, recipient: hop.recipient });

/** Statuses that came from neighbours. Throws when the sender's place does not know the document yet: they are tried again. */
export async function passStatuses(
  tx: Connection,
  exchange: Exchange,
  statuses: readonly PlacedStatus[],
  effects: Effects,
): Promise<void> {
  if (statuses.length === 0) return;
  const atDesk = statuses.filter(({ place, hop }) => exchange.directory().nextHop(place, hop.sender) === 'here');
  const keys = atDesk.map(({ place, hop }) => ({ place, document: hop.document, recipient: hop.recipient }));
  const locked = await lockDeliveries(tx, keys);
  const known = new Set(locked.map(keyOf));
  const early = atDesk.find((status) => !known.has(keyOfStatus(status)));
  if (early !== undefined) throw new Error(`a status came before its document ${early.hop.document}`);
  await writeStatuses(tx, exchange, { statuses, locked, acknowledge: false }, effects);
}

/** Statuses with the deliveries they belong to, locked where the sender or the recipient lives at the place. */
export interface StatusBatch {
  readonly statuses: readonly PlacedStatus[];
  readonly locked: readonly LockedDelivery[];
  /** True where the recipient itself says them, which takes the document off its list of new ones. */
  readonly acknowledge: boolean;
}

/** Records the statuses that are new to their place, applies them to the deliveries there and sends the others on. */
export async function writeStatuses(
  tx: Connection,
  exchange: Exchange,
  { statuses, locked, acknowledge }: StatusBatch,
  effects: Effects,
): Promise<void> {
  const directory = exchange.directory();
  const rows = await recordStatuses(
    tx,
    statuses.map((status) => rowOf(status, directory.nextHop(status.place, status.hop.sender) === 'here')),
  );
  const fresh = new Set(rows.map((row) => `${keyOf(row)} ${row.number}`));
  const news = statuses.filter((status) => fresh.has(`${keyOfStatus(status)} ${status.hop.number}`));
  await changeDeliveries(tx, applyStatuses(locked, news, acknowledge, effects));
  for (const status of news) sendOn(status, directory.nextHop(status.place, status.hop.sender), effects);
}

function rowOf({ place, hop }: PlacedStatus, desk: boolean): StatusRow {
  const { document, recipient, number, code, sender, at } = hop;
  return { place, document, recipient, number, code, sender, desk, at, ...writeWords(hop) };
}

function sendOn({ place, hop }: PlacedStatus, way: string | undefined, effects: Effects): void {
  if (way === 'here') effects.books.push({ place, agency: hop.sender, statuses: 1 });
  else if (way !== undefined) effects.send(place, way, hop);
  const { document, recipient, number, code, at, reason } = hop;
  effects.noteStatus(place, at, [shortId(document), recipient, number, code, ...(reason ? [reason] : [])]);
}

/** Current is the highest number; the state of a delivery ends once: 01 delivers, 02 before 01 refuses. */
function applyStatuses(
  locked: readonly LockedDelivery[],
  news: readonly PlacedStatus[],
  acknowledge: boolean,
  effects: Effects,
): DeliveryChange[] {
  const byDelivery = groupBy(news, keyOfStatus);
  return locked.flatMap((delivery) => {
    const said = byDelivery.get(keyOf(delivery))?.map(({ hop }) => hop);
    return said === undefined ? [] : [changed(delivery, said, acknowledge, effects)];
  });
}

function changed(
  delivery: LockedDelivery,
  said: readonly StatusHop[],
  acknowledge: boolean,
  effects: Effects,
): DeliveryChange {
  let { status, number, asked } = delivery;
  for (const hop of [...said].sort((a, b) => a.number - b.number)) {
    if (hop.number > number && !isAnswer(hop.code)) status = hop.code;
    number = Math.max(number, hop.number);
    asked = askedAfterStatus(asked, hop.code);
  }
  const state = endState(delivery, said);
  if (delivery.origin && state !== delivery.state) effects.books.push(moved(delivery, state));
  const refused = said.find((hop) => hop.code === 2);
  const passed = said.find((hop) => hop.trace !== undefined)?.trace;
  return {
    place: delivery.place,
    document: delivery.document,
    recipient: delivery.recipient,
    status,
    number,
    asked,
    state,
    acknowledged: acknowledge,
    reason: refused?.reason ?? null,
    trace: passed === undefined ? null : writeTrace(passed),
  };
}

/** States: 0 in flight, 1 delivered, 2 refused, 3 expired, 4 dead. A dead delivery that was sent again and arrives is delivered. */
function endState(delivery: LockedDelivery, said: readonly StatusHop[]): number {
  if (delivery.state !== 0 && delivery.state !== 4) return delivery.state;
  if (said.some((hop) => hop.code === 1)) return 1;
  return delivery.state;
}

function moved(delivery: LockedDelivery, state: number) {
  const delivered = state === 1 ? 1 : 0;
  return { place: delivery.place, agency: delivery.sender, delivered, ...(delivery.state === 4 ? { dead: -1 } : {}) };
}
