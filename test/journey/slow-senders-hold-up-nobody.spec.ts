/** Who sends a body without a length, and slowly, takes only room for what has come: all others are served beside. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePackage, Network } from '../support/network.js';
import { until } from '../support/waits.js';

const MiB = 1024 * 1024;
const types = ['application/edxml', 'application/json', 'multipart/form-data; boundary=slow'];

let network: Network;
let key: string;
beforeAll(async () => {
  network = await Network.start('slow senders');
  const [minted] = await network.operator().operator.mintKeys(['H54.01']);
  key = minted!.key;
});
afterAll(() => network.stop());

/** A submission of which three MiB are on their way, and no end; `leave` breaks it off. */
async function beginSlowly(type: string): Promise<{ leave: () => Promise<unknown> }> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': type, 'Transfer-Encoding': 'chunked' };
  const slow = request(new URL('/api/v1/documents', network.address), { method: 'POST', headers, agent: false });
  slow.on('error', () => undefined);
  slow.write('--slow\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
  await new Promise((resolve) => slow.write(Buffer.alloc(3 * MiB, 'x'), resolve));
  return {
    leave: () =>
      new Promise((resolve) => {
        slow.once('close', resolve).destroy();
      }),
  };
}

describe('beside slow bodies without a length', () => {
  test('a document is accepted and delivered, and so is one when their senders have left', async () => {
    const slow = await Promise.all(types.map(beginSlowly));
    const sender = await network.agency('H54.01');
    expect(await sender.submit(makePackage())).toMatchObject({ state: 'accepted' });
    await Promise.all(slow.map(({ leave }) => leave()));
    expect(await sender.submit(makePackage())).toMatchObject({ state: 'accepted' });
    const inbox = async () => (await (await network.agency('H54.02')).inbox()).items;
    await until(async () => (await inbox()).length === 2, { deadlineMs: 15_000, what: 'both documents' });
  });
});
