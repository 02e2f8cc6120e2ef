/** A delivery whose recipient lives here stands in its inbox now: the place answers with status 01, to the desk or on the way back. */
import { arrivedStatus, type StatusHop } from '@lienthong/edxml';
import { recordStatuses, type Connection, type StatusRow } from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import type { Arrival, RoutedDelivery } from './arrival.js';
import { writeWords } from '../values/words.js';
import type { Effects } from './effects.js';

export async function deliver(
  tx: Connection,
  exchange: Exchange,
  deliveries: readonly RoutedDelivery[],
  effects: Effects,
): Promise<void> {
  const here = deliveries.filter(({ next }) => next === 'here');
  const rows = here.map((delivery) => statusOf(exchange, delivery, effects));
  await recordStatuses(tx, rows);
}

function statusOf(exchange: Exchange, { arrival, recipient }: RoutedDelivery, effects: Effects): StatusRow {
  const { place, hop } = arrival;
  const back = exchange.directory().nextHop(place, hop.sender);
  const desk = back === 'here';
  if (desk) effects.books.push({ place, agency: hop.sender, delivered: 1, statuses: 1 });
  else if (back !== undefined) effects.send(place, back, statusHop(arrival, recipient, effects.at));
  return {
    place,
    document: hop.document,
    recipient,
    number: 1,
    code: arrivedStatus,
    sender: hop.sender,
    desk,
    at: effects.at,
    ...writeWords({}),
  };
}

function statusHop({ place, hop }: Arrival, recipient: string, at: string): StatusHop {
  return {
    kind: 'status',
    document: hop.document,
    sender: hop.sender,
    recipient,
    number: 1,
    code: arrivedStatus,
    at,
    place,
    urgency: hop.urgency,
    trace: hop.trace,
  };
}
