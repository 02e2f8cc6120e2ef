/** For scenarios that plant flaws: spare keys and certificates that go wrong, one kit for each agency that plants them. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFlawKit, type FlawIssuer, type FlawKit } from '@lienthong/signature';
import type { Scenario } from '../scenario/scenario.js';
import { isKept, keep, type Folders } from './folders.js';
import type { TrustDesk } from './trust-desk.js';

/** Scenarios live in 2020: the expired certificate ended and the revoked one was revoked before their first document. */
const FLAWED_FROM = new Date('2019-01-01T00:00:00Z');
const FLAWED_AT = new Date('2019-12-01T00:00:00Z');

const certificates = ['expired', 'revoked', 'stranger', 'otherAgency'] as const;

export async function makeFlawKits(folders: Folders, desk: TrustDesk, scenario: Scenario): Promise<void> {
  const missing = scenario.flawsPlantedBy.filter((agency) => !isKept(kitFile(folders, agency)));
  for (const agency of missing) {
    const kit = await makeFlawKit(issuerOf(desk), {
      ...{ agency, otherAgency: scenario.province, from: FLAWED_FROM, at: FLAWED_AT },
    });
    const kept = Object.fromEntries(certificates.map((name) => [name, kit[name].toString('base64')]));
    const key = kit.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    keep(kitFile(folders, agency), JSON.stringify({ key, ...kept }), 0o600);
  }
}

const issuerOf = ({ client, keys }: TrustDesk): FlawIssuer => ({
  async issue(request, { kind, agency, commonName, from, to }) {
    const [applied] = await client.apply(keys.registrar, [
      { kind, agency, commonName, request: request.toString('base64') },
    ]);
    if (applied === undefined || !('id' in applied)) throw new Error(`no certificate: ${JSON.stringify(applied)}`);
    const [issued] = await client.issue(keys.operator, [applied.id], { from, to });
    return Buffer.from(issued?.certificate ?? '', 'base64');
  },
  async revoke(serial, at) {
    await client.revoke(keys.operator, [serial], 'keyExposedOrDeviceLost', at);
  },
});

export function readFlawKit(folders: Folders, agency: string): FlawKit {
  const kept = JSON.parse(readFileSync(kitFile(folders, agency), 'utf8')) as Record<string, string>;
  const der = (name: (typeof certificates)[number]): Buffer => Buffer.from(kept[name] ?? '', 'base64');
  return {
    key: createPrivateKey(kept['key'] ?? ''),
    expired: der('expired'),
    revoked: der('revoked'),
    stranger: der('stranger'),
    otherAgency: der('otherAgency'),
  };
}

function kitFile(folders: Folders, agency: string): string {
  return join(folders.wallet, 'flaws', `${agency}.json`);
}
