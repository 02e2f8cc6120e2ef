/** Writes revocation lists (RFC 5280 section 5), which node-forge does not know. */
import { context, embed, integer, sequence, time, type DerNode } from '../der/write-der.js';
import { CERTIFICATE_HOLD, revocationReasons, type RevocationReason } from '../trust/revocation-reasons.js';
import {
  authorityKeyIdentifier,
  crlNumber,
  expiredCertificatesOnList,
  reasonCode,
  signStructure,
} from './write-certificate.js';
import { schemeAlgorithm, usualScheme } from '../schemes.js';
import type { SigningKey } from '../signing-key.js';
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
  /** Further entries and extensions, for scopes and profiles other than the authority's. */
  readonly moreEntries?: readonly DerNode[];
  readonly moreExtensions?: readonly DerNode[];
  readonly isUnnumbered?: boolean;
}

/** DER, version 2, with number and authority key identifier. */
export function writeCrl(body: CrlBody, key: SigningKey): Buffer {
  const own = body.revocations.map(({ serial, at, reason }) => {
    const head = [integer(Buffer.from(serial, 'hex')), time(new Date(at))];
    // RFC 5280 5.3.1: "unspecified" is said by leaving the extension out.
    return reason === 'unspecified' ? sequence(...head) : sequence(...head, sequence(reasonCode(numberOf(reason))));
  });
  const entries = [...own, ...(body.moreEntries ?? [])];
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

function extensionsOf(body: CrlBody, key: SigningKey): DerNode[] {
  const { number, expiredKeptSince, moreExtensions = [], isUnnumbered = false } = body;
  return [
    authorityKeyIdentifier(publicKeyInfo(key)),
    ...(isUnnumbered ? [] : [crlNumber(number)]),
    ...(expiredKeptSince === undefined ? [] : [expiredCertificatesOnList(expiredKeptSince)]),
    ...moreExtensions,
  ];
}

/** CRLReason (RFC 5280 5.3.1). */
export const numberOf = (reason: Revocation['reason']): number =>
  reason === 'certificateHold' ? CERTIFICATE_HOLD : revocationReasons[reason];
