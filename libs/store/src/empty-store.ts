/** Empties a store for a new beginning: what was sent, counted and chained goes; directory and API keys stay. */
import { statement, type Store } from './store.js';

/** Every table but those of the directory, the keys, the centres and the clock. Sequences go on, so that numbers of before mean nothing new. */
export const emptyTables = statement(
  'empty-tables',
  `TRUNCATE transport, act, late, stopped, refusal_count, book, signature_rollup, agency_rollup, neighbour_checkpoint, checkpoint, event, chain, receipt, dead_message,
     attempt, outbox, status, delivery, parked, verdict, grounds, document, package, evidence`,
);

/** The clock is the machine's again, so that the next rehearsal can begin at its own time. */
const resetClock = statement(
  'empty-clock',
  'UPDATE official_clock SET rehearsal = false, official = clock_timestamp(), machine = clock_timestamp(), running = true',
);

/** Nobody may be working on the store: waits for nobody and gives up after a few seconds. */
const waitBriefly = statement('empty-patience', `SET LOCAL lock_timeout = '10s'`);

export async function emptyStore(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.run(waitBriefly);
    await tx.run(emptyTables);
    await tx.run(resetClock);
  });
}
