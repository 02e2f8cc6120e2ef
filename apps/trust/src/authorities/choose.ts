/** Which authority does a thing at a time: the newest generation of its branch that was there then and still holds. */
import { X509Certificate } from 'node:crypto';
import type { Branch } from '../ledger/deeds.js';
import type { Founded, Register } from '../ledger/register.js';

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** From when to when a certificate is valid. */
export function periodOf(certificate: Buffer): Period {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return { from: new Date(validFrom), to: new Date(validTo) };
}

export function authorityAt(register: Register, branch: Branch | 'root', at: Date): Founded | undefined {
  return authoritiesAt(register, at)
    .filter((one) => one.branch === branch)
    .toSorted((a, b) => b.generation - a.generation)[0];
}

/** All that are valid at a time and not revoked. */
export function authoritiesAt({ authorities, certificates }: Register, at: Date): Founded[] {
  return [...authorities.values()].filter(({ serial, certificate }) => {
    const { from, to } = periodOf(certificate);
    return from <= at && at <= to && certificates.get(serial)?.ended === undefined;
  });
}
