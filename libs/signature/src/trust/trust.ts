/** Whom the exchange trusts: roots, issuing authorities and their revocation lists, and the path from a certificate to them. */
import { verify } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { attempt } from '../der/der-fault.js';
import { authorityFault, signerFault } from './check-profile.js';
import { readCertificate, type ParsedCertificate } from './read-certificate.js';
import { readRevocationList, type RevocationList } from './read-crl.js';

/** All DER, as the authority publishes them. */
export interface TrustSources {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
}

/** An authority and its newest revocation list, where there is one. */
export interface TrustedAuthority {
  readonly certificate: ParsedCertificate;
  readonly revocations?: RevocationList;
}

/** signer, issuing, root: the only shape of path that is accepted. */
export interface Path {
  readonly issuing: TrustedAuthority;
  readonly root: TrustedAuthority;
}

export type PathOutcome = { readonly value: Path } | { readonly refusal: Refusal };

// One entry per signer's certificate; see parsed-certificates for the limit.
const MOST_PATHS = 10_000;

/**
 * Loaded once and again with every new revocation list. It remembers paths (signatures and profile, which never change);
 * dates and revocation are looked at anew for every signature, so nothing remembered can outlive a CRL or a certificate.
 */
export class Trust {
  private readonly paths = new Map<string, PathOutcome>();

  constructor(private readonly issuers: readonly Path[]) {}

  /** The lists in use, newest of each authority. */
  get revocationLists(): readonly RevocationList[] {
    return [
      ...new Set(this.issuers.flatMap((path) => [path.root.revocations ?? [], path.issuing.revocations ?? []].flat())),
    ];
  }

  pathOf(certificate: ParsedCertificate): PathOutcome {
    const known = this.paths.get(certificate.digest);
    if (known !== undefined) return known;
    if (this.paths.size >= MOST_PATHS) this.paths.clear();
    const found = this.findPath(certificate);
    this.paths.set(certificate.digest, found);
    return found;
  }

  private findPath(certificate: ParsedCertificate): PathOutcome {
    const path = this.issuers.find(({ issuing }) => isIssuedBy(certificate, issuing.certificate));
    if (path === undefined)
      return { refusal: { code: 'certificate-untrusted', detail: 'no trusted authority issued it' } };
    const fault = signerFault(certificate);
    return fault === undefined ? { value: path } : { refusal: { code: 'certificate-profile', detail: fault } };
  }
}

/**
 * Throws when an anchor, an authority or a list can not be used: such a file is a fault of configuration, never passed over.
 * With `previous`, a list whose number is lower than one already seen does not replace it (roll-back).
 */
export function loadTrust(sources: TrustSources, previous?: Trust): Trust {
  const roots = sources.anchors.map((der) => usableAuthority('trust anchor', der, 1));
  for (const root of roots)
    if (!isIssuedBy(root, root)) throw new Error(`trust anchor ${root.digest} is not self-signed`);
  const issuing = sources.intermediates.map((der) => usableAuthority('issuing authority', der, 0));
  const lists = newestLists([...roots, ...issuing], sources.crls.map(usableList), previous?.revocationLists ?? []);
  const withList = (certificate: ParsedCertificate): TrustedAuthority => {
    const revocations = lists.get(certificate.digest);
    return revocations === undefined ? { certificate } : { certificate, revocations };
  };
  const trustedRoots = roots.map(withList);
  return new Trust(
    issuing.map((certificate) => {
      const root = trustedRoots.find((candidate) => isIssuedBy(certificate, candidate.certificate));
      if (root === undefined) throw new Error(`issuing authority ${certificate.digest} leads to no trust anchor`);
      return { issuing: withList(certificate), root };
    }),
  );
}

function usableAuthority(what: string, der: Buffer, pathLength: number): ParsedCertificate {
  const outcome = attempt('certificate-profile', () => readCertificate(der));
  if ('refusal' in outcome) throw new Error(`${what} can not be read: ${outcome.refusal.detail}`);
  const fault = authorityFault(outcome.value, pathLength);
  if (fault !== undefined) throw new Error(`${what} ${outcome.value.digest} can not be used: ${fault}`);
  return outcome.value;
}

function usableList(der: Buffer): RevocationList {
  const outcome = attempt('certificate-profile', () => readRevocationList(der));
  if ('refusal' in outcome) throw new Error(`revocation list can not be read: ${outcome.refusal.detail}`);
  return outcome.value;
}

/** The list with the highest number for each authority, by the digest of its certificate. */
function newestLists(
  authorities: readonly ParsedCertificate[],
  given: readonly RevocationList[],
  seenBefore: readonly RevocationList[],
): Map<string, RevocationList> {
  const newest = new Map<string, RevocationList>();
  for (const list of [...given, ...seenBefore]) {
    const issuer = authorities.find(
      (authority) => authority.subject.equals(list.issuer) && isSignedBy(list, authority),
    );
    if (issuer === undefined) {
      if (seenBefore.includes(list)) continue;
      throw new Error(`revocation list ${list.digest} is signed by none of the authorities`);
    }
    const known = newest.get(issuer.digest);
    if (known === undefined || list.number > known.number) newest.set(issuer.digest, list);
  }
  return newest;
}

function isIssuedBy(certificate: ParsedCertificate, authority: ParsedCertificate): boolean {
  if (!certificate.issuer.equals(authority.subject)) return false;
  const { authorityKeyId } = certificate.extensions;
  const { subjectKeyId } = authority.extensions;
  if (authorityKeyId !== undefined && subjectKeyId !== undefined && !authorityKeyId.equals(subjectKeyId)) return false;
  return isSignedBy(certificate, authority);
}

const isSignedBy = (
  signed: Pick<ParsedCertificate, 'signed' | 'signatureDigest' | 'signature'>,
  authority: ParsedCertificate,
): boolean => verify(signed.signatureDigest, signed.signed, authority.publicKey, signed.signature);
