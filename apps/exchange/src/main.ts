/** Entry of an exchange process: reads its settings, serves until it is told to stop. */
import { createWriteStream } from 'node:fs';
import { ConfigFault, createLogger, type Log } from '@lienthong/edge';
import { QueueFault } from '@lienthong/queue';
import { StoreFault } from '@lienthong/store';
import { readExchangeConfig, type ExchangeConfig } from './config.js';
import { serve, type Serving } from './serve.js';

/** Longest time an orderly stop may take before the process simply ends; everything it promised is committed. */
const stopDeadlineMs = 12_000;

async function main(): Promise<void> {
  const config = readExchangeConfig();
  const log = logOf(config);
  const serving = await serve(config, log);
  log.info({ address: serving.address, queues: config.QUEUES }, 'serving');
  const stop = stopOnce(serving, log);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function logOf(config: ExchangeConfig): Log {
  const settings = { level: config.LOG_LEVEL, name: config.PROCESS_NAME };
  if (config.LOG_FILE === undefined) return createLogger(settings);
  return createLogger({ ...settings, destination: createWriteStream(config.LOG_FILE, { flags: 'a', mode: 0o600 }) });
}

function stopOnce(serving: Serving, log: Log): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    log.info('stopping');
    setTimeout(() => process.exit(1), stopDeadlineMs).unref();
    serving.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: (error as Error).message }, 'the stop was not orderly');
        process.exit(1);
      },
    );
  };
}

main().catch((error: unknown) => {
  const isFault = [ConfigFault, QueueFault, StoreFault].some((kind) => error instanceof kind) || isSystemFault(error);
  process.stderr.write(`${isFault ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(isFault ? 2 : 1);
});

/** A folder that is not writable, an address that this machine does not have: the person who starts the process can mend it. */
function isSystemFault(error: unknown): boolean {
  return ['EACCES', 'EADDRNOTAVAIL', 'ENOENT'].includes(String((error as { code?: unknown })?.code));
}
