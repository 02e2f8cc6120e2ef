/** Official time: the machine's clock, or in a rehearsal a row that only moves forward. */
import { officialTimeQuery, statement, type Connection, type OfficialTime } from '../store.js';

const read = statement('official-now', officialTimeQuery);

export async function officialTime(connection: Connection): Promise<OfficialTime> {
  const [row] = await connection.run<OfficialTime>(read);
  if (row === undefined) throw new Error('official_clock has no row: the store was not migrated');
  return row;
}

const rehearse = statement(
  'clock-rehearse',
  `UPDATE official_clock SET rehearsal = true, official = $1, machine = clock_timestamp(), running = false
   WHERE NOT rehearsal AND NOT EXISTS (SELECT FROM document WHERE place = ANY (SELECT code::organ FROM place)) RETURNING official`,
);

/** Makes a new, empty deployment a rehearsal whose clock stands at `start`; false when it holds documents or is a rehearsal already. */
export async function beginRehearsal(connection: Connection, start: Date): Promise<boolean> {
  return (await connection.run(rehearse, [start])).length === 1;
}

const move = statement(
  'clock-move',
  `UPDATE official_clock SET official = $1, machine = clock_timestamp()
   WHERE rehearsal AND official_now() <= $1 RETURNING official AS now`,
);

/** Moves a rehearsal's clock forward, from where one that runs goes on running; undefined when it is no rehearsal or would move back. */
export async function moveClock(connection: Connection, to: Date): Promise<Date | undefined> {
  return (await connection.run<{ now: Date }>(move, [to]))[0]?.now;
}

const runOn = statement(
  'clock-run',
  `UPDATE official_clock SET official = official_now(), machine = clock_timestamp(), running = true
   WHERE rehearsal RETURNING official AS now`,
);

/** Lets a rehearsal's clock run on at normal speed; undefined when this is no rehearsal. */
export async function runClock(connection: Connection): Promise<Date | undefined> {
  return (await connection.run<{ now: Date }>(runOn))[0]?.now;
}
