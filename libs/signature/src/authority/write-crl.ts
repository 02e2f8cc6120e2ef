/** Writes revocation lists (RFC 5280 section 5), which node-forge does not know. */
import type { KeyObject } from 'node:crypto';
import { context, embed, integer, sequence, sha256WithRsa, time } from '../der/write-der.js';
import { authorityKeyIdentifier, crlNumber, reasonCode, signStructure } from './write-certificate.js';
import { publicKeyInfo } from './request.js';

/** Reasons of RFC 5280 5.3.1 that end a certificate for good. */
const reasons = {
  unspecified: 0,
  keyCompromise: 1,
  authorityCompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

export type RevocationReason = keyof typeof reasons;

/** `serial` is lower-case hex; `at` the ISO time from which the certificate no longer holds. */
export interface Revocation {
  readonly serial: string;
  readonly at: string;
  readonly reason: RevocationReason;
}

export interface CrlBody {
  /** DER name of the authority. */
  readonly issuer: Buffer;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revocations: readonly Revocation[];
}

/** DER, version 2, with number and authority key identifier; signed with RSASSA-PKCS1-v1_5 and SHA-256. */
export function writeCrl(body: CrlBody, key: KeyObject): Buffer {
  const entries = body.revocations.map(({ serial, at, reason }) => {
    const head = [integer(Buffer.from(serial, 'hex')), time(new Date(at))];
    // RFC 5280 5.3.1: "unspecified" is said by leaving the extension out.
    return reason === 'unspecified' ? sequence(...head) : sequence(...head, sequence(reasonCode(reasons[reason])));
  });
  const signed = sequence(
    integer(1),
    sha256WithRsa(),
    embed(body.issuer),
    time(body.thisUpdate),
    time(body.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(0, sequence(authorityKeyIdentifier(publicKeyInfo(key)), crlNumber(body.number))),
  );
  return signStructure(signed, key);
}
