/** What is more urgent goes ahead, for a moment and not for ever. */
import { expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { HeadStart } from './head-start.js';

const never = () => new Promise<void>(() => {});

/** Notes each work's lane when it ends; a lane is taken `ms` later. */
function ending(order: number[]) {
  const start = new HeadStart();
  return (lane: number, ms: number) =>
    start.run(lane, async () => {
      await pause(ms);
      order.push(lane);
    });
}

test('work ends after the more urgent work that was taken before it, by degree', async () => {
  const order: number[] = [];
  const work = ending(order);
  await Promise.all([work(0, 30), work(1, 20), work(2, 10), work(4, 0)]);
  expect(order).toEqual([0, 1, 2, 4]);
});

test('it waits for nothing else', async () => {
  const order: number[] = [];
  const work = ending(order);
  await Promise.all([work(4, 40), work(4, 20), work(0, 0)]);
  expect(order).toEqual([0, 4, 4]);
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
