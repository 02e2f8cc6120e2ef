import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Turn } from './turn.js';

describe('a turn', () => {
  test('one at a time, in the order in which they asked', async () => {
    const turn = new Turn();
    const seen: string[] = [];
    const work = (name: string, ms: number) =>
      turn.take(async () => {
        seen.push(`${name} begins`);
        await pause(ms);
        seen.push(`${name} ends`);
        return name;
      });
    expect(await Promise.all([work('first', 20), work('second', 1), work('third', 5)])).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(seen).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  test('a failure is its own: the next one has its turn all the same', async () => {
    const turn = new Turn();
    const failed = turn.take(() => Promise.reject(new Error('lost')));
    const next = turn.take(() => Promise.resolve('done'));
    await expect(failed).rejects.toThrow('lost');
    await expect(next).resolves.toBe('done');
  });
});
