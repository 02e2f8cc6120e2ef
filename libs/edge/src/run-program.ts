/** What every program with an HTTP edge does at its begin and end: listens, and stops once when it is told to. */
import type { INestApplication } from '@nestjs/common';
import { ConfigFault } from './config.js';
import type { Log } from './logs.js';

/** Longest time an orderly stop may take before the process simply ends; everything it promised is committed. */
const stopDeadlineMs = 12_000;

/** Throws ConfigFault when the port is taken. */
export async function listenAt(app: INestApplication, host: string, port: number): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error;
    throw new ConfigFault(`Port ${port} of ${host} is taken; stop what listens there, or set PORT to another one`);
  }
}

/** SIGTERM and SIGINT end the process, after `stop` and within twelve seconds. */
export function stopWhenTold(stop: () => Promise<void>, log: Log): void {
  let stopping = false;
  const begin = (): void => {
    if (stopping) return;
    stopping = true;
    log.info('stopping');
    setTimeout(() => process.exit(1), stopDeadlineMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: (error as Error).message }, 'the stop was not orderly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', begin);
  process.once('SIGINT', begin);
}

/** A folder that is not writable, an address that this machine does not have: the person who starts the process can mend it. */
export const isSystemFault = (error: unknown): boolean =>
  ['EACCES', 'EADDRNOTAVAIL', 'ENOENT'].includes(String((error as { code?: unknown } | null)?.code));
