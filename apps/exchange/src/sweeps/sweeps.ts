/** What must happen although nobody asks: checkpoints, deliveries that expire, parked documents judged again. */
import type { Log } from '@lienthong/edge';
import type { ExchangeConfig } from '../config.js';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../group-by.js';
import { makeCheckpoints } from '../hops/checkpoints.js';
import { OneProcess } from '../one-process.js';
import { expireLate } from './expire.js';
import { judgeParked } from './judge-parked.js';

const everyMs = 3_000;

/** Sweeps the places of the queues that this process serves, where no other process does. */
export function startSweeps(exchange: Exchange, config: ExchangeConfig, log: Log): OneProcess[] {
  const queues = groupBy([...exchange.served.values()], ({ queue }) => queue);
  return [...queues].map(([queue, places]) => {
    const codes = places.map(({ code }) => code);
    const begin = () => () => sweep(exchange, config, codes);
    return new OneProcess(exchange.store, { name: `sweeps ${queue}`, everyMs, begin }, log);
  });
}

/** One round; what fails does not keep the rest from being tried. */
async function sweep(exchange: Exchange, config: ExchangeConfig, places: readonly string[]): Promise<void> {
  const done = await Promise.allSettled([
    makeCheckpoints(exchange, places, `${config.DATA_DIR}/checkpoints`),
    judgeParked(exchange, places, config.PARK_HOURS),
    expireLate(exchange, places, config.EXPIRY_DAYS),
  ]);
  for (const each of done) if (each.status === 'rejected') throw each.reason;
}
