/** For scenarios that plant flaws: spare keys and certificates that go wrong, one kit for each agency that plants them. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFlawKit, type Authority, type FlawKit } from '@lienthong/signature';
import type { Scenario } from '../scenario/scenario.js';
import { isKept, keep, type Folders } from './folders.js';

/** The expired certificate ended and the revoked one was revoked before the first document. */
const FLAWED_AT = new Date('2019-12-01T00:00:00Z');

const certificates = ['expired', 'revoked', 'stranger', 'otherAgency'] as const;

/** True when a kit was made, so that the authority has a new revocation to publish. */
export async function makeFlawKits(
  folders: Folders,
  authority: Authority,
  scenario: Scenario,
  from: Date,
): Promise<boolean> {
  const missing = scenario.flawsPlantedBy.filter((agency) => !isKept(kitFile(folders, agency)));
  for (const agency of missing) {
    const kit = await makeFlawKit(authority, { agency, otherAgency: scenario.province, from, at: FLAWED_AT });
    const kept = Object.fromEntries(certificates.map((name) => [name, kit[name].toString('base64')]));
    const key = kit.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    /* The revocation first: a kit without it would plant a good certificate. */
    await authority.save(folders.authority);
    keep(kitFile(folders, agency), JSON.stringify({ key, ...kept }), 0o600);
  }
  return missing.length > 0;
}

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
