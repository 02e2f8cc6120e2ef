/** Whom the exchange trusts: roots, issuing authorities and their revocation lists, and the paths from a certificate to them. */
import { attempt } from '../der/der-fault.js';
import type { StatusAnswer } from '../ocsp/read-status-answer.js';
import { buildAscents } from './build-paths.js';
import { authorityFault } from './check-profile.js';
import { newestAnswers, newestStatuses, readAnswer } from './known-answers.js';
import { pathRules, type PathRules } from './path-rules.js';
import { isIssuedBy, type Path, type TrustedAuthority } from './path.js';
import { readCertificate, type ParsedCertificate } from './read-certificate.js';
import { readRevocationList, type RevocationList } from './read-crl.js';
import { verifies } from '../schemes.js';

/** All DER, as the authority publishes them. */
export interface TrustSources {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  /** OCSP answers: evidence beside the lists (RFC 6960). */
  readonly ocsp?: readonly Buffer[];
}

// One entry per signer's certificate; see parsed-certificates for the limit.
const MOST_PATHS = 10_000;

/**
 * Loaded once and again with every new revocation list. It remembers paths (signatures, which never change); dates and
 * revocation are looked at anew for every signature, so nothing remembered can outlive a CRL or a certificate.
 */
export class Trust {
  private readonly remembered = new Map<string, readonly Path[]>();

  constructor(
    private readonly paths: readonly Path[],
    /** The OCSP answers in use, newest for each certificate. */
    readonly statusAnswers: readonly StatusAnswer[],
    private readonly book: PathRules = pathRules,
  ) {}

  /** The lists in use, newest of each authority. */
  get revocationLists(): readonly RevocationList[] {
    return [...new Set(this.authorities.flatMap(({ revocations }) => revocations.lists))];
  }

  /** Every way from a certificate to a root; none where no trusted authority issued it. Says nothing of dates or purposes. */
  pathsOf(certificate: ParsedCertificate): readonly Path[] {
    const known = this.remembered.get(certificate.digest);
    if (known !== undefined) return known;
    if (this.remembered.size >= MOST_PATHS) this.remembered.clear();
    const found = this.paths.filter(([issuing]) => isIssuedBy(certificate, issuing.certificate, this.book));
    this.remembered.set(certificate.digest, found);
    return found;
  }

  /** Whether a revocation list is newer than what is in use. Throws when none of the authorities signed it, or it can not be read. */
  isNews(der: Buffer): boolean {
    const list = usableList(der);
    const issuer = this.authorities.find(({ certificate }) => isListOf(list, certificate));
    if (issuer === undefined) throw new Error(`revocation list ${list.digest} is signed by none of the authorities`);
    return issuer.revocations.lists.every(({ scope, number }) => scope !== list.scope || number < list.number);
  }

  private get authorities(): readonly TrustedAuthority[] {
    return this.paths.flat();
  }
}

/**
 * Throws when an anchor, an authority or a list can not be used: such a file is a fault of configuration, never passed over.
 * With `previous`, a list whose number is lower than one already seen does not replace it (roll-back).
 * `book`: all rules, unless a drill leaves one out.
 */
export function loadTrust(sources: TrustSources, previous?: Trust, book: PathRules = pathRules): Trust {
  const roots = sources.anchors.map((der) => usableAuthority('trust anchor', der, 1, book));
  for (const root of roots)
    if (!isIssuedBy(root, root) && book.asks('a root signed itself'))
      throw new Error(`trust anchor ${root.digest} is not self-signed`);
  const intermediates = sources.intermediates.map((der) => usableAuthority('issuing authority', der, 0, book));
  const authorities = [...roots, ...intermediates];
  const lists = newestLists(authorities, sources.crls.map(usableList), previous?.revocationLists ?? []);
  const answers = newestAnswers(authorities, (sources.ocsp ?? []).map(readAnswer), previous?.statusAnswers ?? []);
  const known = new Map(authorities.map((one) => [one.digest, withKnowledge(one, lists, answers)]));
  const trusted = (one: ParsedCertificate) => known.get(one.digest) ?? withKnowledge(one, lists, answers);
  const ascents = buildAscents(intermediates, roots, book);
  const paths = ascents.map(([issuing, ...above]): Path => [trusted(issuing), ...above.map(trusted)]);
  return new Trust(paths, answers, book);
}

const withKnowledge = (
  certificate: ParsedCertificate,
  lists: readonly RevocationList[],
  answers: readonly StatusAnswer[],
): TrustedAuthority => ({
  certificate,
  revocations: {
    lists: lists.filter((list) => isListOf(list, certificate)),
    answers: newestStatuses(certificate, answers),
  },
});

function usableAuthority(what: string, der: Buffer, pathLength: number, book: PathRules): ParsedCertificate {
  const outcome = attempt('certificate-profile', () => readCertificate(der, book));
  if ('refusal' in outcome) throw new Error(`${what} can not be read: ${outcome.refusal.detail}`);
  const fault = authorityFault(outcome.value, pathLength, book);
  if (fault !== undefined) throw new Error(`${what} ${outcome.value.digest} can not be used: ${fault}`);
  return outcome.value;
}

function usableList(der: Buffer): RevocationList {
  const outcome = attempt('certificate-profile', () => readRevocationList(der));
  if ('refusal' in outcome) throw new Error(`revocation list can not be read: ${outcome.refusal.detail}`);
  return outcome.value;
}

/** The lists with the highest number for each authority (by name and key) and scope. */
function newestLists(
  authorities: readonly ParsedCertificate[],
  given: readonly RevocationList[],
  seenBefore: readonly RevocationList[],
): RevocationList[] {
  const newest = new Map<string, RevocationList>();
  for (const list of [...given, ...seenBefore]) {
    const issuer = authorities.find((one) => isListOf(list, one));
    if (issuer === undefined) {
      if (seenBefore.includes(list)) continue;
      throw new Error(`revocation list ${list.digest} is signed by none of the authorities`);
    }
    const of = `${list.scope} ${issuer.subject.toString('hex')} ${issuer.keyBits.toString('hex')}`;
    const known = newest.get(of);
    if (known === undefined || list.number > known.number) newest.set(of, list);
  }
  return [...newest.values()];
}

// One list serves every certificate of the same name and key: cross-certificates, a renewed authority.
const isListOf = (list: RevocationList, authority: ParsedCertificate): boolean =>
  list.issuer.equals(authority.subject) && verifies(list, authority.publicKey);
