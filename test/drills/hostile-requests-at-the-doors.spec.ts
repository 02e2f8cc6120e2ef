/**
 * Thousands of broken requests at the doors of the axis and of the province, by a seed: no failure of ours, no silence, nothing
 * half stored. A sample is sent here, 4,000 to each door by `npm run drills`.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, office } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';
import { hostileRequest, type HostilePower } from './hostile-requests.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const seed = process.env['LIENTHONG_SEED'] ?? '1';
const count = full ? 4_000 : 600;
const atOnce = 16;
/** Longer than any answer takes; a request that only announces a body is ended by its sender before. */
const silenceMs = 20_000;

let network: Network;
let power: HostilePower;
let centre: AxisClient;

beforeAll(async () => {
  network = await Network.start('hostile requests', { environment: { LOG_LEVEL: 'fatal' } });
  const { operator } = network.operator();
  const { secret, path } = await operator.addSystem({ code: office });
  const [minted] = await operator.mintKeys(['H54.01']);
  centre = new AxisClient(network.address + path, office, secret);
  const { DocId } = await centre.sendEdoc('H54.02', makePackage({ from: 'H54.02', to: ['H54.01'] }));
  power = { seed, system: office, secret, key: minted!.key, docId: `${DocId}-H54.01` };
});
afterAll(() => network.stop());

/** The first line of the answer, and its body; empty where the line was closed without one. */
function send(bytes: Buffer): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port } = new URL(network.address);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.setTimeout(silenceMs, () => socket.destroy(new Error('silence')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? end() : reject(error)));
    socket.once('close', end);
    function end(): void {
      const text = Buffer.concat(chunks)
        .toString('latin1')
        .replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    }
  });
}

/** Answers with a failure of ours in any form: by status, or by the code 20 of the doors. */
async function failuresAt(door: 'axis' | 'province'): Promise<{ failures: string[]; statuses: Map<number, number> }> {
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  async function go(): Promise<void> {
    for (let number = next++; number < count; number = next++) {
      const bytes = hostileRequest(door, number, power);
      const { status, text } = await send(bytes);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500 || /"(ErrorCode|errorCode)":"20"/.test(text))
        failures.push(`seed ${seed}, ${door} ${number}: ${bytes.toString('latin1', 0, 300)} … ${text.slice(-400)}`);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, go));
  return { failures, statuses };
}

describe('hostile requests', () => {
  test.each(['axis', 'province'] as const)(
    'at the door of the %s are answered, and never by a failure of ours',
    async (door) => {
      const { failures, statuses } = await failuresAt(door);
      expect(failures).toEqual([]);
      expect([...statuses.values()].reduce((sum, one) => sum + one, 0)).toBe(count);
      // Most were understood well enough to be refused in the door's own form.
      expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 2);
    },
    full ? 600_000 : 60_000,
  );

  test('leave nothing half stored, and the doors open', async () => {
    const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
    expect(differences).toEqual([]);
    expect(await centre.sendEdoc('H54.01', makePackage())).toMatchObject({ status: 'OK' });
    expect(await new ProvincialClient(network.address, 'H54.01', power.key).list()).toMatchObject({ success: true });
  });
});
