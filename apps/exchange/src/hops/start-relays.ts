/** The relay of each queue, in exactly one process. */
import type { Log } from '@lienthong/edge';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { OneProcess } from '../pace/one-process.js';
import type { RelayPace } from './bag-window.js';
import type { WatchedRelay } from './relay-watch.js';
import { Relay } from './relay.js';

/** Time between two rounds: each asks the store what waits, so more of them cost more than they hasten. */
const roundMs = 60;

export const relayDuty = (queue: string): string => `relay ${queue}`;

/** Relays for the places of the queues that this process serves, where no other process does. */
export function startRelays(
  exchange: Exchange,
  pace: RelayPace,
  log: Log,
): (WatchedRelay & { readonly duty: OneProcess })[] {
  const queues = groupBy([...exchange.served.values()], ({ queue }) => queue);
  return [...queues].map(([queue, places]) => {
    const codes = places.map(({ code }) => code);
    const begin = () => {
      const relay = new Relay(exchange, new Set(codes), pace);
      return () => relay.round();
    };
    const duty = new OneProcess(exchange.store, { name: relayDuty(queue), everyMs: roundMs, begin }, log);
    return { duty, places: codes };
  });
}
