/** A sandbox begins anew while its processes run: documents, counts and chains go at one moment; directory, keys and the clock stay. */
import { setTimeout as pause } from 'node:timers/promises';
import { emptyTables } from '../empty-store.js';
import { statement, type Store } from '../store.js';

/** Every process has then looked at the number of resets and forgotten what it knew of the time before. */
const heardByAllMs = 3_000;

const count = statement(
  'sandbox-count',
  'UPDATE directory_version SET resets = resets + 1 RETURNING resets::int AS resets',
);

const patience = statement('sandbox-patience', `SET LOCAL lock_timeout = '10s'`);

/** Nobody adds to the outbox, and so to anything that follows from it, until this transaction ends. */
const hold = statement('sandbox-hold', 'LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE');

const underWay = statement(
  'sandbox-under-way',
  'SELECT count(*)::int AS messages FROM outbox WHERE place = ANY (SELECT code FROM place)',
);

/** Why a deployment is not emptied: it is none to be emptied, or messages are under way, which would come back as strangers. */
export type ResetHindrance = 'no rehearsal' | { readonly messages: number };

/** Gives how often this deployment has been emptied, or what hinders it. */
export async function resetSandbox(store: Store): Promise<{ readonly resets: number } | ResetHindrance> {
  return store.transaction(async (tx) => {
    if (!tx.rehearsal) return 'no rehearsal';
    await tx.run(patience);
    await tx.run(hold);
    const [open] = await tx.run<{ messages: number }>(underWay);
    if (open !== undefined && open.messages > 0) return { messages: open.messages };
    await tx.run(emptyTables);
    // Committed at once, while everything that reads or writes waits for this transaction.
    const [row] = await store.run<{ resets: number }>(count);
    await pause(heardByAllMs);
    return { resets: row?.resets ?? 0 };
  });
}
