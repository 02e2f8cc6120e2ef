/** The order of the end. */
import { expect, test } from '@jest/globals';
import { Closing } from './closing.js';

test('what was started last ends first, each one after the other', async () => {
  const ended: string[] = [];
  const closing = new Closing();
  for (const name of ['PostgreSQL', 'the exchange', 'the simulator']) {
    await closing.add(name, async () => {
      await Promise.resolve();
      ended.push(name);
    });
  }
  await Promise.all([closing.close(() => undefined), closing.close(() => undefined)]);
  expect(ended).toEqual(['the simulator', 'the exchange', 'PostgreSQL']);
});

test('a thing that does not end is told of, and the others end all the same', async () => {
  const said: string[] = [];
  const ended: string[] = [];
  const closing = new Closing();
  await closing.add('PostgreSQL', () => void ended.push('PostgreSQL'));
  await closing.add('the exchange', () => Promise.reject(new Error('stuck')));
  await closing.close((line) => said.push(line));
  expect([said, ended]).toEqual([['Stopping the exchange failed: stuck'], ['PostgreSQL']]);
});

test('what is started after the end began is ended at once', async () => {
  const ended: string[] = [];
  const closing = new Closing();
  await closing.close(() => undefined);
  await closing.add('late', () => void ended.push('late'));
  expect(ended).toEqual(['late']);
});
