import { describe, expect, test } from '@jest/globals';
import type { Transaction } from '@lienthong/store';
import { Turns } from './turns.js';

describe('the turns of a process', () => {
  test('what is submitted does not wait for what travels', async () => {
    const turns = new Turns();
    const travelled = transaction();
    const travelling = turns.travelling.take(() => travelled.ended);
    await expect(turns.submitted.take(() => Promise.resolve('answered'))).resolves.toBe('answered');
    travelled.end();
    await travelling;
  });

  test('a transaction at its end lets no other end before it has ended', async () => {
    const turns = new Turns();
    const [first, second] = [transaction(), transaction()];
    const seen: string[] = [];
    await turns.end(first).then(() => seen.push('first'));
    const waiting = turns.end(second).then(() => seen.push('second'));
    await turns.submitted.take(() => Promise.resolve(seen.push('another line')));
    first.end();
    await waiting;
    expect(seen).toEqual(['first', 'another line', 'second']);
  });
});

/** As much of a transaction as its turn needs. */
function transaction(): Transaction & { end(): void } {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = () => Promise.reject(new Error('not of interest here'));
  return { now: new Date(), rehearsal: true, run, ended, end };
}
