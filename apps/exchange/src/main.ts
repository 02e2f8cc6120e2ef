/** Entry of an exchange process: reads its settings, serves until it is told to stop. */
import { openSync } from 'node:fs';
import { ConfigFault, createLogger, isSystemFault, LineWriter, stopWhenTold, type Log } from '@lienthong/edge';
import { QueueFault } from '@lienthong/queue';
import { StoreFault } from '@lienthong/store';
import { readExchangeConfig, type ExchangeConfig } from './config.js';
import { serve } from './serve.js';

async function main(): Promise<void> {
  const config = readExchangeConfig();
  const log = logOf(config);
  const serving = await serve(config, log);
  log.info({ address: serving.address, queues: config.QUEUES }, 'serving');
  stopWhenTold(() => serving.stop(), log);
}

function logOf(config: ExchangeConfig): Log {
  const settings = { level: config.LOG_LEVEL, name: config.PROCESS_NAME };
  if (config.LOG_FILE === undefined) return createLogger(settings);
  return createLogger({ ...settings, destination: new LineWriter(openSync(config.LOG_FILE, 'a', 0o600)) });
}

main().catch((error: unknown) => {
  const isFault = [ConfigFault, QueueFault, StoreFault].some((kind) => error instanceof kind) || isSystemFault(error);
  process.stderr.write(`${isFault ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(isFault ? 2 : 1);
});
