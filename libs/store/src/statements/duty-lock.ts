/** Which process does what only one may do: whoever holds the duty's advisory lock, for as long as its connection lives. */
import { statement, type Connection } from '../store.js';

const take = statement('duty-lock', `SELECT pg_try_advisory_lock(hashtext('lienthong duty'), hashtext($1)) AS held`);

/** Tries to take a duty; the lock ends with the connection. */
export async function takeDuty(connection: Connection, duty: string): Promise<boolean> {
  return (await connection.run<{ held: boolean }>(take, [duty]))[0]?.held === true;
}

const alive = statement('duty-alive', 'SELECT 1 AS alive');

export async function checkAlive(connection: Connection): Promise<void> {
  await connection.run(alive);
}

const leave = statement('duty-leave', `SELECT pg_advisory_unlock(hashtext('lienthong duty'), hashtext($1))`);

export async function leaveDuty(connection: Connection, duty: string): Promise<void> {
  await connection.run(leave, [duty]);
}
