import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { mostPassedBy, Turn } from './turn.js';

describe('a turn', () => {
  test('one at a time, in the order in which they asked', async () => {
    const turn = new Turn();
    const seen: string[] = [];
    const work = async (name: string, ms: number) => {
      const end = await turn.come();
      seen.push(`${name} begins`);
      await pause(ms);
      seen.push(`${name} ends`);
      end();
    };
    await Promise.all([work('first', 20), work('second', 1), work('third', 5)]);
    expect(seen).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    await work('later', 1);
    expect(seen.slice(-2)).toEqual(['later begins', 'later ends']);
  });

  test('some go ahead of those who wait, but not for ever', async () => {
    const turn = new Turn();
    const seen: string[] = [];
    const work = async (name: string, wish = {}) => {
      const end = await turn.come(wish);
      await pause(1);
      seen.push(name);
      end();
    };
    const all = [work('running'), work('waiting'), work('waiting too')];
    const passing = Array.from({ length: 2 * mostPassedBy }, () => work('ahead', { ahead: true }));
    await Promise.all([...all, ...passing]);
    const row = Array.from({ length: mostPassedBy }, () => 'ahead');
    expect(seen).toEqual(['running', ...row, 'waiting', ...row, 'waiting too']);
  });
});
