/** Entry of the trust service: reads its settings, serves until it is told to stop. */
import { ConfigFault, createLogger, isSystemFault, stopWhenTold } from '@lienthong/edge';
import { StoreFault } from '@lienthong/store';
import { readTrustConfig } from './config.js';
import { serve } from './serve.js';

async function main(): Promise<void> {
  const config = readTrustConfig();
  const log = createLogger({ level: config.LOG_LEVEL, name: config.PROCESS_NAME });
  const serving = await serve(config, log);
  log.info({ address: serving.address }, 'serving');
  stopWhenTold(() => serving.stop(), log);
}

main().catch((error: unknown) => {
  const isFault = error instanceof ConfigFault || error instanceof StoreFault || isSystemFault(error);
  process.stderr.write(`${isFault ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(isFault ? 2 : 1);
});
