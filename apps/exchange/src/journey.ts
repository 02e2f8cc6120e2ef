/**
 * The way of a message, on one screen. Every place runs the same steps; where a message goes next is data of the directory.
 *
 *   agency --HTTP--> accept > verify > record > deliver | forward | refuse > account    (takeSubmissions)
 *   neighbour --queue--> verify bytes > the same steps, and a receipt back              (takeBag)
 */
import type { Refusal } from '@lienthong/edxml';
import type { Connection } from '@lienthong/store';
import type { Exchange } from './exchange.js';
import { passActs, type PlacedAct } from './steps/act.js';
import { account, noteDocuments } from './steps/account.js';
import type { Arrival } from './steps/arrival.js';
import { actByPackages } from './steps/begin-acts.js';
import { deliver } from './steps/deliver.js';
import type { Effects } from './steps/effects.js';
import { forward } from './steps/forward.js';
import { noteAnswers } from './steps/note-answers.js';
import { recordDeliveriesAt, recordDocumentsAt, type Recorded } from './steps/record.js';
import { refuseArrivals, refuseUnroutable, takeOutcomes, type PlacedOutcome } from './steps/refuse.js';
import { passStatuses, type PlacedStatus } from './steps/pass-statuses.js';

/** Documents that a client submitted or a neighbour sent, all of them judged, on through their places. */
export async function documentsTravel(
  tx: Connection,
  exchange: Exchange,
  arrivals: readonly Arrival[],
  effects: Effects,
): Promise<Recorded> {
  const recorded = await recordDocumentsAt(tx, arrivals);
  const moving = recorded.fresh.filter((arrival) => !arrival.parked);
  const deliveries = await recordDeliveriesAt(tx, exchange, moving, effects.at);
  await deliver(tx, exchange, deliveries, effects);
  forward(deliveries, effects);
  await actByPackages(tx, exchange, moving, effects);
  await noteAnswers(tx, exchange, moving);
  refuseUnroutable(exchange, deliveries, effects);
  account(exchange.directory(), recorded.fresh, deliveries, effects);
  noteDocuments(recorded.fresh, deliveries, effects);
  return recorded;
}

/** What neighbours sent in one bag, by kind; each message with the place it has come to. */
export interface Arrived {
  readonly arrivals: readonly Arrival[];
  readonly statuses: readonly PlacedStatus[];
  readonly acts: readonly PlacedAct[];
  readonly outcomes: readonly PlacedOutcome[];
  /** By document: its bytes are not what was accepted, or a scanner found something in them. */
  readonly stopped: ReadonlyMap<string, Refusal>;
}

/** Neighbours' messages on through their places: documents and senders' acts towards recipients, statuses and outcomes back. */
export async function messagesTravel(
  tx: Connection,
  exchange: Exchange,
  arrived: Arrived,
  effects: Effects,
): Promise<void> {
  const { arrivals, statuses, acts, outcomes, stopped } = arrived;
  await refuseArrivals(tx, exchange, arrivals, { stopped, effects });
  await passStatuses(tx, exchange, statuses, effects);
  await takeOutcomes(tx, exchange, outcomes, effects);
  const sound = arrivals.filter(({ hop }) => !stopped.has(hop.document));
  if (sound.length > 0) await documentsTravel(tx, exchange, sound, effects);
  await passActs(tx, exchange, acts, effects);
}
