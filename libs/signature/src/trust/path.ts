/** Paths: from a certificate over its issuing authority, perhaps a cross-certified one, to a root. */
import type { Refusal } from '@lienthong/edxml';
import { isSameName } from '../rfc5280/names.js';
import { verifies } from '../schemes.js';
import { pathRules, type PathRules } from './path-rules.js';
import type { ParsedCertificate } from './read-certificate.js';
import type { RevocationKnowledge } from './revocation.js';

/** An authority and what it last said of the certificates it issued. */
export interface TrustedAuthority {
  readonly certificate: ParsedCertificate;
  readonly revocations: RevocationKnowledge;
}

/** From the issuing authority up to the root: two authorities, more only where authorities certify each other. */
export type Path = readonly [issuing: TrustedAuthority, ...above: TrustedAuthority[]];

/** Each certificate of a path with the authority that issued it; the root answers for itself by being trusted. */
export function links(
  certificate: ParsedCertificate,
  path: Path,
): readonly { readonly certificate: ParsedCertificate; readonly issuer: TrustedAuthority }[] {
  return path.map((issuer, index) => ({ certificate: path[index - 1]?.certificate ?? certificate, issuer }));
}

/** Name, key identifier and signature fit: RFC 5280 6.1.3 (a)(1) and (4). */
export function isIssuedBy(
  certificate: ParsedCertificate,
  authority: ParsedCertificate,
  book: PathRules = pathRules,
): boolean {
  if (!isSameName(certificate.issuer, authority.subject, book) && book.asks('the issuer has the name')) return false;
  const { authorityKeyId } = certificate.extensions;
  const { subjectKeyId } = authority.extensions;
  const isOther = authorityKeyId !== undefined && subjectKeyId !== undefined && !authorityKeyId.equals(subjectKeyId);
  if (isOther && book.asks('the issuer has the key that is named')) return false;
  return verifies(certificate, authority.publicKey) || !book.asks('the issuer’s key signed it');
}

/**
 * The first path without a fault. Where there is none, a path that only lacks evidence comes before one that fails:
 * a certificate that another path may still hold is parked, not refused.
 */
export function bestPath(
  paths: readonly Path[],
  faultOf: (path: Path) => Refusal | undefined,
): { readonly path: Path; readonly fault?: Refusal } | undefined {
  let best: { readonly path: Path; readonly fault: Refusal } | undefined;
  for (const path of paths) {
    const fault = faultOf(path);
    if (fault === undefined) return { path };
    if (best === undefined || (fault.code === 'revocation-stale' && best.fault.code !== 'revocation-stale')) {
      best = { path, fault };
    }
  }
  return best;
}
