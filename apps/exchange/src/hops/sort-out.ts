/** Messages as they came, sorted by kind, each with the place it came to; the bytes of documents are checked here, and scanned where a scanner is configured. */
import type { Hop } from '@lienthong/edxml';
import { meetOrgans } from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import type { Arrived } from '../journey.js';
import type { PlacedAct } from '../steps/act.js';
import type { Arrival } from '../steps/arrival.js';
import type { PlacedStatus } from '../steps/pass-statuses.js';
import type { PlacedOutcome } from '../steps/refuse.js';
import { verifyBytes } from '../steps/verify.js';
import type { Received } from './give-receipts.js';
import { findInfected } from './hold-unscanned.js';

/** Throws when a text is not a message or a package is not on this server: the message at fault is then found alone. */
export async function sortOut(exchange: Exchange, messages: readonly Received[]): Promise<Arrived> {
  const arrivals: Arrival[] = [];
  const statuses: PlacedStatus[] = [];
  const acts: PlacedAct[] = [];
  const outcomes: PlacedOutcome[] = [];
  const hops = messages.map(({ envelope }) => JSON.parse(envelope.text) as Hop);
  await learnStrangers(exchange, hops);
  for (const [index, hop] of hops.entries()) {
    const { batch } = messages[index]!;
    const place = batch.to;
    if (hop.kind === 'document') arrivals.push({ place, hop, from: batch.from, parked: false });
    else if (hop.kind === 'status') statuses.push({ place, hop });
    else if (hop.kind === 'act') acts.push({ place, hop });
    else outcomes.push({ place, hop });
  }
  const altered = await verifyBytes(
    exchange,
    arrivals.map(({ hop }) => hop),
  );
  const sound = arrivals.filter(({ hop }) => !altered.has(hop.document));
  const stopped = new Map([...altered, ...(await findInfected(exchange, sound))]);
  return { arrivals, statuses, acts, outcomes, stopped };
}

/**
 * Agencies that this process does not know may have been registered at another one a moment ago: without a look at the store their
 * statuses would find no way. Those whom only the neighbour knows can be recorded all the same.
 */
async function learnStrangers(exchange: Exchange, hops: readonly Hop[]): Promise<void> {
  const named = hops.flatMap((hop) => [hop.sender, ...(hop.kind === 'document' ? hop.recipients : [hop.recipient])]);
  if (named.some((code) => !exchange.directory().isCode(code))) await exchange.refresh();
  await meetOrgans(exchange.store, named);
}
