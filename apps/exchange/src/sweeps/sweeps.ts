/** What must happen although nobody asks: webhooks told, checkpoints, deliveries that expire, parked documents judged again. */
import type { ExchangeConfig } from '../config.js';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { CheckpointFiles } from '../hops/checkpoint-files.js';
import { makeCheckpoints } from '../hops/checkpoints.js';
import { OneProcess } from '../pace/one-process.js';
import type { AddressRules } from '../webhooks/address-rules.js';
import { Courier, type CourierPace } from '../webhooks/courier.js';
import { disableOrphanedWebhooks } from '@lienthong/store';
import { expireLate } from './expire.js';
import { judgeParked } from './judge-parked.js';

const everyMs = 3_000;
/** Webhooks are told sooner, under the same lock: each duty of its own would cost a connection. */
const courierEveryMs = 400;

export interface Sweeping {
  stop(): Promise<void>;
}

/** Sweeps the places of the queues that this process serves, where no other process does. */
export function startSweeps(exchange: Exchange, config: ExchangeConfig, rules: AddressRules): Sweeping[] {
  const { log } = exchange;
  const queues = groupBy([...exchange.served.values()], ({ queue }) => queue);
  return [...queues].map(([queue, places]) => {
    const codes = places.map(({ code }) => code);
    const courier = new Courier(exchange, codes, { ...courierPace(config), rules });
    const files = new CheckpointFiles(`${config.DATA_DIR}/checkpoints`, log);
    const begin = () => roundsOf(courier, () => sweep(exchange, config, { places: codes, files }));
    const duty = new OneProcess(exchange.store, { name: `sweeps ${queue}`, everyMs: courierEveryMs, begin }, log);
    return {
      async stop() {
        await duty.stop();
        await courier.stop();
      },
    };
  });
}

function courierPace(config: ExchangeConfig): Omit<CourierPace, 'rules'> {
  return { pauseMs: config.WEBHOOK_PAUSE_MS, attempts: config.WEBHOOK_ATTEMPTS };
}

/** Each round takes out what came, and sweeps when it is time. */
function roundsOf(courier: Courier, sweepAll: () => Promise<void>): () => Promise<void> {
  let sweptAt = -Infinity;
  return async () => {
    await courier.round();
    if (performance.now() - sweptAt < everyMs) return;
    sweptAt = performance.now();
    await sweepAll();
  };
}

/** One round; what fails does not keep the rest from being tried. */
async function sweep(
  exchange: Exchange,
  config: ExchangeConfig,
  { places, files }: { readonly places: readonly string[]; readonly files: CheckpointFiles },
): Promise<void> {
  const done = await Promise.allSettled([
    makeCheckpoints(exchange, places, files),
    judgeParked(exchange, places, config.PARK_HOURS),
    disableOrphanedWebhooks(exchange.store, places),
    expireLate(exchange, places, config.EXPIRY_DAYS),
  ]);
  for (const each of done) if (each.status === 'rejected') throw each.reason;
}
