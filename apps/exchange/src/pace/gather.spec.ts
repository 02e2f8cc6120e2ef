import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Gather } from './gather.js';

const workMs = 5;

function gatherOf(limits: { items?: number; waitMs?: number; paceMs?: number }) {
  const groups: { began: number; items: readonly number[] }[] = [];
  const gather = new Gather<number, number>({ items: 100, bytes: 1_000, waitMs: 1, ...limits }, async (items) => {
    groups.push({ began: performance.now(), items });
    await pause(workMs);
    if (items.includes(13)) throw new Error('unlucky');
    return items.map((item) => -item);
  });
  return { gather, groups };
}

describe('a gather', () => {
  test('what comes while a group is worked on is the next group, within its limits', async () => {
    const { gather, groups } = gatherOf({ items: 3 });
    const first = gather.add(1, 1);
    await pause(3);
    const later = [2, 3, 4, 5].map((item) => gather.add(item, 1));
    expect(await Promise.all([first, ...later])).toEqual([-1, -2, -3, -4, -5]);
    expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
  });

  test('groups that follow each other keep the pace; one that comes later does not wait for it', async () => {
    const paceMs = 400;
    const { gather, groups } = gatherOf({ paceMs });
    const first = gather.add(1, 1);
    await pause(3);
    await Promise.all([first, gather.add(2, 1)]);
    const idle = performance.now();
    await gather.add(3, 1);
    expect(groups.map(({ items }) => items)).toEqual([[1], [2], [3]]);
    expect(groups[1]!.began - groups[0]!.began).toBeGreaterThan(paceMs - 2);
    expect(groups[2]!.began - idle).toBeLessThan(paceMs - workMs - 2);
  });

  test('an error is that of its group alone', async () => {
    const { gather } = gatherOf({ items: 1 });
    const [unlucky, next] = [gather.add(13, 1), gather.add(14, 1)];
    await expect(unlucky).rejects.toThrow('unlucky');
    await expect(next).resolves.toBe(-14);
  });
});
