/** Last step of a batch: what it adds to books and statistics at the sender's own place, and what its event says. */
import type { Directory } from '@lienthong/directory';
import type { SignatureFacts } from '@lienthong/edxml';
import { vietnamDate } from '../values/vietnam-date.js';
import { shortDigest, shortId } from '../values/short.js';
import type { Arrival, RoutedDelivery } from './arrival.js';
import type { Effects } from './effects.js';
import { lateArrivals } from './late.js';

/** Counts newly accepted documents once, at their sender's place; parked ones when their parking ends. */
export function account(
  directory: Directory,
  arrivals: readonly Arrival[],
  deliveries: readonly RoutedDelivery[],
  effects: Effects,
): void {
  const counted = arrivals.filter(({ from, parked }) => from === null && !parked);
  effects.late.push(...lateArrivals(counted));
  for (const { place, hop } of counted) {
    const { declared, present, valid, trusted } = hop.facts;
    // The month of acceptance, also for a document that was parked into the next one.
    const month = `${vietnamDate(hop.trace.at(-1)?.at ?? effects.at).slice(0, 7)}-01`;
    const tier = directory.agency(hop.sender)?.tier ?? 'unknown';
    effects.books.push({ place, agency: hop.sender, documents: 1 });
    effects.rollups.push({
      place,
      month,
      agency: hop.sender,
      type_name: hop.typeName,
      tier,
      declared,
      present,
      valid,
      trusted,
    });
  }
  for (const { arrival } of deliveries)
    if (arrival.from === null) effects.books.push({ place: arrival.place, agency: arrival.hop.sender, accepted: 1 });
}

/** The four facts as an event says them: declared, present, valid, trusted, a digit each. */
export function factsText({ declared, present, valid, trusted }: SignatureFacts): string {
  return [declared, present, valid, trusted].map(Number).join('');
}

/** Writes into the event what was recorded: every document with its digests and verdict, every new delivery with its next hop. */
export function noteDocuments(
  arrivals: readonly Arrival[],
  deliveries: readonly RoutedDelivery[],
  effects: Effects,
): void {
  const ways = new Map<string, Record<string, string[]>>();
  for (const { arrival, recipient, next } of deliveries) {
    const key = `${arrival.place} ${arrival.hop.document}`;
    const way = ways.get(key) ?? {};
    (way[next ?? ''] ??= []).push(recipient);
    ways.set(key, way);
  }
  for (const { place, hop, from, parked } of arrivals) {
    const way = ways.get(`${place} ${hop.document}`);
    if (from !== null && way === undefined) continue;
    effects.note(place, parked ? 'parked' : from === null ? 'accepted' : 'arrived', [
      shortId(hop.document),
      hop.sender,
      hop.documentId,
      shortDigest(hop.packageDigest),
      shortDigest(hop.contentDigest),
      factsText(hop.facts),
      hop.facts.verdict,
      way ?? {},
    ]);
  }
}
