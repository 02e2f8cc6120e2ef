/** What is more urgent goes ahead, for a moment and not for ever. */
import { expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { HeadStart } from './head-start.js';

const never = () => new Promise<void>(() => {});

/** Notes the name of each work when it ends, `ms` after its begin. */
function ending(order: string[]) {
  const start = new HeadStart();
  return (name: string, lane: number, ms: number) =>
    start.run(lane, async () => {
      await pause(ms);
      order.push(name);
    });
}

test('work ends after the more urgent work that was taken before it, by degree', async () => {
  const order: string[] = [];
  const work = ending(order);
  await Promise.all([work('a', 0, 30), work('b', 1, 20), work('c', 2, 10), work('d', 4, 0)]);
  expect(order).toEqual(['a', 'b', 'c', 'd']);
});

test('it waits for nothing else', async () => {
  const order: string[] = [];
  const work = ending(order);
  await Promise.all([work('a', 4, 60), work('b', 4, 30), work('c', 0, 0)]);
  expect(order).toEqual(['c', 'b', 'a']);
});

test('urgent work that fails is no hindrance', async () => {
  const start = new HeadStart();
  const failing = start.run(0, () => Promise.reject(new Error('the store is away')));
  const ordinary = start.run(4, () => Promise.resolve('ordinary'));
  await expect(failing).rejects.toThrow('the store is away');
  expect(await ordinary).toBe('ordinary');
});

test('urgent work that hangs does not hold the rest', async () => {
  const start = new HeadStart();
  void start.run(0, never);
  expect(await start.run(4, () => Promise.resolve('ordinary'))).toBe('ordinary');
});
