/** Official time for the authority: the deployment's, which in a rehearsal stands in PostgreSQL, or else the machine's. */
import { officialTime, openStore, type OfficialTime } from '@lienthong/store';

export interface OfficialClock {
  now(): Promise<OfficialTime>;
  close(): Promise<void>;
}

const machineClock: OfficialClock = {
  now: () => Promise.resolve({ now: new Date(), rehearsal: false }),
  close: () => Promise.resolve(),
};

/** Throws StoreFault when the database can not be reached. */
export async function openClock(databaseUrl: string | undefined, name: string): Promise<OfficialClock> {
  if (databaseUrl === undefined) return machineClock;
  const store = await openStore({ url: databaseUrl, connections: 2, name });
  return { now: () => officialTime(store), close: () => store.close() };
}
