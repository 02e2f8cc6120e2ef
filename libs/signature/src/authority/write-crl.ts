/** Writes revocation lists (RFC 5280 section 5), which node-forge does not know. */
import type { KeyObject } from 'node:crypto';
import { context, embed, integer, sequence, time, type DerNode } from '../der/write-der.js';
import { CERTIFICATE_HOLD, revocationReasons, type RevocationReason } from '../trust/revocation-reasons.js';
import {
  authorityKeyIdentifier,
  crlNumber,
  expiredCertificatesOnList,
  listScope,
  reasonCode,
  signStructure,
} from './write-certificate.js';
import { schemeAlgorithm, usualScheme } from '../schemes.js';
import { publicKeyInfo } from './request.js';

/** `serial` is lower-case hex; `at` the ISO time from which the certificate no longer holds. */
export interface Revocation {
  readonly serial: string;
  readonly at: string;
  /** certificateHold suspends: it can end, the others can not (RFC 5280 5.3.1). */
  readonly reason: RevocationReason | 'certificateHold';
}

export interface CrlBody {
  /** DER name of the authority. */
  readonly issuer: Buffer;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revocations: readonly Revocation[];
  /** Certificates that expired since then stay on the list. */
  readonly expiredKeptSince?: Date;
  /** Left out: the list speaks for all certificates of the authority. */
  readonly scope?: 'signers' | 'authorities';
}

/** DER, version 2, with number and authority key identifier, and its scope (critical) where it has one. */
export function writeCrl(body: CrlBody, key: KeyObject): Buffer {
  const entries = body.revocations.map(({ serial, at, reason }) => {
    const head = [integer(Buffer.from(serial, 'hex')), time(new Date(at))];
    // RFC 5280 5.3.1: "unspecified" is said by leaving the extension out.
    return reason === 'unspecified' ? sequence(...head) : sequence(...head, sequence(reasonCode(numberOf(reason))));
  });
  const signed = sequence(
    integer(1),
    schemeAlgorithm(usualScheme(key)),
    embed(body.issuer),
    time(body.thisUpdate),
    time(body.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(0, sequence(...extensionsOf(body, key))),
  );
  return signStructure(signed, key);
}

const extensionsOf = ({ number, scope, expiredKeptSince }: CrlBody, key: KeyObject): DerNode[] => [
  authorityKeyIdentifier(publicKeyInfo(key)),
  crlNumber(number),
  ...(scope === undefined ? [] : [listScope(scope)]),
  ...(expiredKeptSince === undefined ? [] : [expiredCertificatesOnList(expiredKeptSince)]),
];

/** CRLReason (RFC 5280 5.3.1). */
export const numberOf = (reason: Revocation['reason']): number =>
  reason === 'certificateHold' ? CERTIFICATE_HOLD : revocationReasons[reason];
