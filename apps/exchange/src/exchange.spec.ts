/** Transactions that write events: side by side until their ends, which take turns. */
import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from '@lienthong/store';
import { write, type Exchange, type Writing } from './exchange.js';
import { Turn } from './pace/turn.js';

type Work = (tx: Transaction) => Promise<unknown>;

/** What a store may have to wait for before it repeats: that all others could end. */
async function learned(turn: Turn): Promise<void> {
  (await turn.come())();
}

/** A store that repeats what fails with `again`, as PostgreSQL asks after a serialization failure. */
function exchangeOf(seen: string[], places = 8): Exchange {
  const turn = new Turn();
  const transaction = async (work: Work): Promise<unknown> => {
    for (;;)
      try {
        const result = await work({ now: new Date(0), rehearsal: false, run: () => Promise.resolve([]) });
        await pause(2);
        seen.push('COMMIT');
        return result;
      } catch (error) {
        if ((error as Error).message !== 'again') throw error;
        await learned(turn);
      }
  };
  return { turn, writers: new Turn(places), store: { transaction } } as unknown as Exchange;
}

function worker(seen: string[], name: string) {
  return async (tx: Writing) => {
    seen.push(`${name} writes`);
    await pause(1);
    await tx.ending();
    seen.push(`${name} ends`);
  };
}

describe('transactions that write events', () => {
  test('write side by side, and the next one ends when the one before is committed', async () => {
    const seen: string[] = [];
    const exchange = exchangeOf(seen);
    await Promise.all(['a', 'b'].map((name) => write(exchange, worker(seen, name))));
    expect(seen).toEqual(['a writes', 'b writes', 'a ends', 'COMMIT', 'b ends', 'COMMIT']);
  });

  test('so many are open at once as there are places: the next begins when one is committed', async () => {
    const seen: string[] = [];
    const exchange = exchangeOf(seen, 2);
    await Promise.all(['a', 'b', 'c'].map((name) => write(exchange, worker(seen, name))));
    const begins = (name: string) => seen.indexOf(`${name} writes`);
    expect(Math.max(begins('a'), begins('b'))).toBeLessThan(seen.indexOf('COMMIT'));
    expect(begins('c')).toBeGreaterThan(seen.indexOf('COMMIT'));
  });

  test('one that fails, or is repeated, leaves its turn to the others', async () => {
    const seen: string[] = [];
    const exchange = exchangeOf(seen);
    const failing = write(exchange, async (tx) => {
      await tx.ending();
      throw new Error('lost');
    });
    let attempts = 0;
    const repeated = write(exchange, async (tx) => {
      attempts += 1;
      await worker(seen, `attempt ${attempts}`)(tx);
      if (attempts === 1) throw new Error('again');
    });
    const last = write(exchange, worker(seen, 'last'));
    await expect(failing).rejects.toThrow('lost');
    await Promise.all([repeated, last]);
    expect(seen.filter((what) => what.endsWith('ends'))).toEqual(['attempt 1 ends', 'last ends', 'attempt 2 ends']);
  });
});
