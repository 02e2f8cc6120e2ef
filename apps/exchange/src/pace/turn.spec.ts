import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { mostPassedBy, Turn } from './turn.js';

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

  test('some go ahead of those who wait, but not for ever', async () => {
    const turn = new Turn();
    const seen: string[] = [];
    const work = (name: string) => () => pause(1).then(() => void seen.push(name));
    const all = [turn.take(work('running')), turn.take(work('waiting')), turn.take(work('waiting too'))];
    const passing = Array.from({ length: 2 * mostPassedBy }, () => turn.take(work('ahead'), { ahead: true }));
    await Promise.all([...all, ...passing]);
    const row = Array.from({ length: mostPassedBy }, () => 'ahead');
    expect(seen).toEqual(['running', ...row, 'waiting', ...row, 'waiting too']);
  });

  test('a failure is its own: the next one has its turn all the same', async () => {
    const turn = new Turn();
    const failed = turn.take(() => Promise.reject(new Error('lost')));
    const next = turn.take(() => Promise.resolve('done'));
    await expect(failed).rejects.toThrow('lost');
    await expect(next).resolves.toBe('done');
  });
});
