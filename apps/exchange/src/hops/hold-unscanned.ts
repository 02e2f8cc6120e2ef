/** At the place of the inbox documents are scanned before they are taken in; while that can not be done they stay with the neighbour. */
import type { DocumentHop, Hop, Refusal } from '@lienthong/edxml';
import type { Exchange } from '../exchange.js';
import { parseJson } from '../values/parse-json.js';
import type { Arrival } from '../steps/arrival.js';
import { infected } from '../steps/refuse.js';
import type { Received } from './give-receipts.js';

/**
 * The messages that can be worked on now. The others are not answered, so that the neighbour offers them again, and no attempt is
 * counted: a scanner that is away is no fault of theirs.
 */
export async function withoutUnscanned(
  exchange: Exchange,
  messages: readonly Received[],
): Promise<readonly Received[]> {
  const { scanning, log } = exchange;
  if (scanning === undefined) return messages;
  const digests = new Map<Received, string>();
  for (const message of messages) {
    const hop = parseJson(message.envelope.text) as Hop | undefined;
    if (hop?.kind === 'document' && hasInboxHere(exchange, message.batch.to, hop))
      digests.set(message, hop.packageDigest);
  }
  const found = await scanning.scanner.look([...digests.values()]);
  const isHeld = (message: Received) => found.get(digests.get(message) ?? '')?.is === 'unscanned';
  const held = messages.filter(isHeld);
  if (held.length > 0) log.warn({ documents: held.length }, 'left with the neighbour: they could not be scanned');
  return messages.filter((message) => !isHeld(message));
}

/** By document: what was found in it a moment ago, when it was not left with the neighbour. Throws where one was not scanned after all. */
export async function findInfected(exchange: Exchange, arrivals: readonly Arrival[]): Promise<Map<string, Refusal>> {
  const refusals = new Map<string, Refusal>();
  const { scanning } = exchange;
  if (scanning === undefined) return refusals;
  const entering = arrivals.filter(({ place, hop }) => hasInboxHere(exchange, place, hop));
  const { scanner } = scanning;
  const forgotten = entering.filter(({ hop }) => scanner.known(hop.packageDigest) === undefined);
  const found = await scanner.look(forgotten.map(({ hop }) => hop.packageDigest));
  for (const { hop } of entering) {
    const verdict = found.get(hop.packageDigest) ?? scanner.known(hop.packageDigest);
    if (verdict?.is === 'infected') refusals.set(hop.document, infected(verdict.find));
    else if (verdict?.is !== 'clean') throw new Error(`the package of document ${hop.document} was not scanned`);
  }
  return refusals;
}

function hasInboxHere(exchange: Exchange, place: string, { recipients }: DocumentHop): boolean {
  return recipients.some((recipient) => exchange.directory().nextHop(place, recipient) === 'here');
}
