/** Which certificates a deployment needs at its official time: from when they are, and whether one that is there still does. */
import { X509Certificate } from 'node:crypto';

/** A replay takes half a year of official time; a certificate that ends sooner is renewed before it. */
const restMs = 183 * 24 * 3_600_000;

const vietnamOffsetMs = 7 * 3_600_000;

/** They begin with the year before, so that what was signed in the last months is good as well. */
export function beginningOf(at: Date): Date {
  const year = new Date(at.getTime() + vietnamOffsetMs).getUTCFullYear();
  return new Date(Date.UTC(year - 1, 0));
}

export function stillDoes({ validFrom, validTo }: X509Certificate, at: Date): boolean {
  return Date.parse(validFrom) <= at.getTime() && Date.parse(validTo) >= at.getTime() + restMs;
}

/** The number by which the authority knows it: hexadecimal in small letters. */
export const serialOf = (certificate: X509Certificate): string => certificate.serialNumber.toLowerCase();
