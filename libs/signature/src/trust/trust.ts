/** Whom the exchange trusts: roots, issuing authorities and their revocation lists, and the paths from a certificate to them. */
import { hash } from 'node:crypto';
import { attempt } from '../der/der-fault.js';
import type { MessageRules } from '../message-rules.js';
import type { StatusAnswer } from '../ocsp/read-status-answer.js';
import { profile } from '../profile.js';
import type { EnclosedEvidence } from '../read-unsigned-attributes.js';
import { buildAscents } from './build-paths.js';
import { authorityFault, maySignLists } from './check-profile.js';
import { evidenceByAuthority } from './enclosed-evidence.js';
import { newestAnswers, newestStatuses, readAnswer } from './known-answers.js';
import { parsedCertificate } from './parsed-certificates.js';
import { pathRules, type PathRules } from './path-rules.js';
import { isIssuedBy, type Path, type TrustedAuthority } from './path.js';
import { isSameName } from '../rfc5280/names.js';
import { readCertificate, type ParsedCertificate } from './read-certificate.js';
import { continued, DELTA } from '../rfc5280/delta-lists.js';
import { readRevocationList, type RevocationList } from './read-crl.js';
import { withOwnEvidence, type CertificateStatus } from './revocation.js';
import { verifies } from '../schemes.js';

/** All DER, as the authority publishes them. */
export interface TrustSources {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  /** OCSP answers: evidence beside the lists (RFC 6960). */
  readonly ocsp?: readonly Buffer[];
}

interface Enclosed extends EnclosedEvidence {
  readonly certificates: readonly Buffer[];
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
    /** By which certificates and paths are judged. */
    readonly book: PathRules = pathRules,
    private readonly sources?: TrustSources,
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
    const list = usableList(der, this.book);
    const issuer = this.authorities.find(({ certificate }) => isListOf(list, certificate, this.book));
    if (issuer === undefined) throw new Error(`revocation list ${list.digest} is signed by none of the authorities`);
    return issuer.revocations.lists.every(({ scope, number }) => scope !== list.scope || number < list.number);
  }

  /** The authority whose certificate has this SHA-256 (hex). */
  authorityOf(digest: string): ParsedCertificate | undefined {
    return this.authorities.find(({ certificate }) => certificate.digest === digest)?.certificate;
  }

  /**
   * The same trust with further OCSP answers (DER); of those before, what spoke until `at` at the latest and says no
   * revocation is forgotten. Throws when one of them can not be read, or speaks for none of the authorities.
   */
  withAnswers(given: readonly Buffer[], at: Date): Trust {
    const isOver = ({ status, nextUpdate }: CertificateStatus) => status !== 'revoked' && nextUpdate <= at.getTime();
    const kept = this.statusAnswers.filter(({ singles }) => !singles.every(isOver));
    const authorities = this.authorities.map(({ certificate }) => certificate);
    const answers = newestAnswers(authorities, given.map(readAnswer), kept);
    const renewed = this.authorities.map(({ certificate, revocations: { lists } }) => ({
      ...{ certificate, revocations: { lists, answers: newestStatuses(certificate, answers) } },
    }));
    return new Trust(this.pathsWith(renewed), answers, this.book, this.sources);
  }

  /**
   * The same trust for one judgement, with what a signature encloses and one of the authorities signed. Evidence only adds to
   * what is known: a revocation known here stays one. Under RFC 5280 alone, enclosed authorities join paths as well.
   */
  withEnclosed(enclosed: Enclosed, book: MessageRules): Trust {
    return this.book.asks('RFC 5280 and no more')
      ? this.withFurther(enclosed).withEvidence({ lists: [], answers: enclosed.answers }, book)
      : this.withEvidence(enclosed, book);
  }

  private withEvidence(enclosed: EnclosedEvidence, book: MessageRules): Trust {
    if (enclosed.lists.length + enclosed.answers.length === 0) return this;
    const authorities = new Map(this.authorities.map((one) => [one.certificate.digest, one]));
    const certificates = [...authorities.values()].map(({ certificate }) => certificate);
    const evidence = evidenceByAuthority(enclosed, certificates, this.book, book);
    const informed = [...evidence].flatMap(([digest, own]): TrustedAuthority[] => {
      const one = authorities.get(digest);
      return one === undefined ? [] : [{ ...one, revocations: withOwnEvidence(one.revocations, own) }];
    });
    if (informed.length === 0) return this;
    return new Trust(this.pathsWith(informed), this.statusAnswers, this.book, this.sources);
  }

  /** As if they had been given beside the anchors: authorities and lists count only where the anchors lead to them. */
  private withFurther({ certificates, lists }: Enclosed): Trust {
    if (this.sources === undefined) return this;
    const { anchors, intermediates, crls } = this.sources;
    // The signer's own certificate always comes along: it is no authority, and no reason to build every path anew.
    const further = unknownOf(certificates, [...anchors, ...intermediates])
      .filter((der) => isAuthority(der, this.book))
      .slice(0, profile.enclosedEvidence);
    const furtherLists = unknownOf(lists, crls);
    if (further.length + furtherLists.length === 0) return this;
    const all = { intermediates: [...intermediates, ...further], crls: [...crls, ...furtherLists] };
    return loadTrust({ ...this.sources, ...all }, this, this.book);
  }

  private pathsWith(renewed: readonly TrustedAuthority[]): Path[] {
    const byDigest = new Map(renewed.map((one) => [one.certificate.digest, one]));
    const trusted = (one: TrustedAuthority): TrustedAuthority => byDigest.get(one.certificate.digest) ?? one;
    return this.paths.map(([issuing, ...above]): Path => [trusted(issuing), ...above.map(trusted)]);
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
  const usable = usableBy(book);
  const intermediates = usable(sources.intermediates, (der) => usableAuthority('issuing authority', der, 0, book));
  const authorities = [...roots, ...intermediates];
  const crls = usable(sources.crls, (der) => listByOne(usableList(der, book), authorities, book));
  const lists = newestLists(authorities, crls, previous?.revocationLists ?? [], book);
  const answers = newestAnswers(authorities, (sources.ocsp ?? []).map(readAnswer), previous?.statusAnswers ?? []);
  const informed = (one: ParsedCertificate): TrustedAuthority => ({
    certificate: one,
    revocations: { lists: lists.filter((list) => isListOf(list, one, book)), answers: newestStatuses(one, answers) },
  });
  const known = new Map(authorities.map((one) => [one.digest, informed(one)]));
  const trusted = (one: ParsedCertificate) => known.get(one.digest) ?? informed(one);
  const ascents = buildAscents(intermediates, roots, book);
  const paths = ascents.map(([issuing, ...above]): Path => [trusted(issuing), ...above.map(trusted)]);
  return new Trust(paths, answers, book, sources);
}

function isAuthority(der: Buffer, book: PathRules): boolean {
  const outcome = parsedCertificate(der, book);
  return 'value' in outcome && outcome.value.extensions.isAuthority;
}

function unknownOf(ders: readonly Buffer[], known: readonly Buffer[]): Buffer[] {
  const digestOf = (der: Buffer): string => hash('sha256', der, 'base64');
  const digests = new Set(known.map(digestOf));
  return ders.filter((der) => !digests.has(digestOf(der)));
}

/** Among public certificates and lists, what can not be used proves nothing; in a deployment it is an error. */
const usableBy =
  (book: PathRules) =>
  <T>(ders: readonly Buffer[], make: (der: Buffer) => T): T[] =>
    ders.flatMap((der) => {
      try {
        return [make(der)];
      } catch (error) {
        if (error instanceof UnusableSource && book.asks('RFC 5280 and no more')) return [];
        throw error;
      }
    });

/** A certificate or a list that trust can not rest on. */
class UnusableSource extends Error {}

function usableAuthority(what: string, der: Buffer, pathLength: number, book: PathRules): ParsedCertificate {
  const outcome = attempt('certificate-profile', () => readCertificate(der, book));
  if ('refusal' in outcome) throw new UnusableSource(`${what} can not be read: ${outcome.refusal.detail}`);
  const fault = authorityFault(outcome.value, pathLength, book);
  if (fault !== undefined) throw new UnusableSource(`${what} ${outcome.value.digest} can not be used: ${fault}`);
  return outcome.value;
}

function usableList(der: Buffer, book: PathRules): RevocationList {
  const outcome = attempt('certificate-profile', () => readRevocationList(der, book));
  if ('refusal' in outcome) throw new UnusableSource(`revocation list can not be read: ${outcome.refusal.detail}`);
  return outcome.value;
}

function listByOne(list: RevocationList, authorities: readonly ParsedCertificate[], book: PathRules): RevocationList {
  if (authorities.some((one) => isListOf(list, one, book))) return list;
  throw new UnusableSource(`revocation list ${list.digest} is signed by none of the authorities`);
}

/** The lists with the highest number for each authority (by name and key) and scope. */
function newestLists(
  authorities: readonly ParsedCertificate[],
  given: readonly RevocationList[],
  seenBefore: readonly RevocationList[],
  book: PathRules,
): RevocationList[] {
  const newest = new Map<string, RevocationList>();
  for (const list of [...given, ...seenBefore]) {
    const issuer = authorities.find((one) => isListOf(list, one, book));
    if (issuer === undefined) continue;
    const part = `${list.points?.join() ?? ''} ${list.reasons ?? ''}`;
    const kind = list.base === undefined ? '' : DELTA;
    const of = `${kind}${list.scope} ${part} ${issuer.subject.toString('hex')} ${issuer.keyBits.toString('hex')}`;
    const known = newest.get(of);
    if (known === undefined || list.number > known.number) newest.set(of, list);
  }
  return continued(newest);
}

// One list serves every certificate of the same name and key: cross-certificates, a renewed authority.
const isListOf = (list: RevocationList, authority: ParsedCertificate, book: PathRules): boolean =>
  isSameName(list.issuer, authority.subject, book) &&
  (maySignLists(authority) || !book.asks('an authority may sign lists')) &&
  verifies(list, authority.publicKey);
