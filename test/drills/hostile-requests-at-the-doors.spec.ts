/**
 * Thousands of broken requests at the doors of the axis and of the province, by a seed: no failure of ours, no silence, nothing
 * half stored. 2,000 are sent to each door here, 8,000 by `npm run drills`.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../apps/exchange/src/audit/audit.js';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, office } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';
import { hostileRequest, type HostilePower } from './hostile-requests.js';
import { storm } from './raw-line.js';

const full = process.env['LIENTHONG_DRILLS'] === 'full';
const seed = process.env['LIENTHONG_SEED'] ?? '1';
const count = full ? 8_000 : 2_000;
const atOnce = 16;

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

/** Answers with a failure of ours in any form: by status, or by the code 20 of the doors. */
async function failuresAt(door: 'axis' | 'province'): Promise<{ failures: string[]; statuses: Map<number, number> }> {
  const requests = Array.from({ length: count }, (_, number) => ({
    ...{ number, bytes: hostileRequest(door, number, power), manner: 'whole' as const },
  }));
  const statuses = new Map<number, number>();
  const failures: string[] = [];
  for (const { request, answer } of await storm(network.address, requests, atOnce)) {
    const { status, text } = answer;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status < 500 && !/"(ErrorCode|errorCode)":"20"/.test(text)) continue;
    const asked = request.bytes.toString('latin1', 0, 300);
    failures.push(`seed ${seed}, ${door} ${request.number}: ${asked} … ${text.slice(-400)}`);
  }
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
    full ? 900_000 : 240_000,
  );

  test('leave nothing half stored, and the doors open', async () => {
    const { differences } = await audit({ store: network.store, folder: network.folder, tell: () => undefined });
    expect(differences).toEqual([]);
    expect(await centre.sendEdoc('H54.01', makePackage())).toMatchObject({ status: 'OK' });
    expect(await new ProvincialClient(network.address, 'H54.01', power.key).list()).toMatchObject({ success: true });
  });
});
