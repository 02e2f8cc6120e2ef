/** Which process relays for a queue's places: whoever holds its advisory lock, for as long as its connection lives. */
import { statement, type Connection } from '../store.js';

const take = statement('relay-lock', `SELECT pg_try_advisory_lock(hashtext('lienthong relay'), hashtext($1)) AS held`);

/** Tries to become the relay of a queue's places; the lock ends with the connection. */
export async function takeRelay(connection: Connection, queue: string): Promise<boolean> {
  return (await connection.run<{ held: boolean }>(take, [queue]))[0]?.held === true;
}

const alive = statement('relay-alive', 'SELECT 1 AS alive');

export async function checkAlive(connection: Connection): Promise<void> {
  await connection.run(alive);
}

const leave = statement('relay-leave', `SELECT pg_advisory_unlock(hashtext('lienthong relay'), hashtext($1))`);

export async function leaveRelay(connection: Connection, queue: string): Promise<void> {
  await connection.run(leave, [queue]);
}
