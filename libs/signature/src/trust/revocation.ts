/** What an authority said of its certificates, by lists and by answers, taken together: revoked since when, and is it known at all. */
import type { Refusal } from '@lienthong/edxml';
import type { ParsedCertificate } from './read-certificate.js';
import { allReasons, holdReason } from './read-list-scope.js';
import { covers, type RevocationList } from './read-crl.js';
import { CERTIFICATE_HOLD, type Revoked } from './revocation-reasons.js';

/** What an OCSP answer says of one certificate (RFC 6960 4.2.1); times in milliseconds, `serial` and `digest` lower-case hex. */
export interface CertificateStatus {
  readonly serial: string;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revoked?: Revoked;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Statuses of certificates that expired since then are kept (RFC 6960 4.4.4). */
  readonly archiveCutoff?: number;
  /** SHA-256 of the whole answer. */
  readonly digest: string;
}

/** The newest list of each scope and the newest answers of one authority; answers by serial number (hex). */
export interface RevocationKnowledge {
  readonly lists: readonly RevocationList[];
  readonly answers: ReadonlyMap<string, CertificateStatus>;
}

/**
 * With lists and answers of the same authority beside those known. Nothing that says a certificate is revoked gives way to
 * what says that it is not.
 */
export function withOwnEvidence(
  { lists, answers }: RevocationKnowledge,
  own: { readonly lists: readonly RevocationList[]; readonly answers: readonly CertificateStatus[] },
): RevocationKnowledge {
  const newest = new Map(answers);
  for (const answer of own.answers) {
    const known = newest.get(answer.serial);
    const isNewer = known === undefined || (known.status !== 'revoked' && known.thisUpdate < answer.thisUpdate);
    if (isNewer || answer.status === 'revoked') newest.set(answer.serial, answer);
  }
  return { lists: [...lists, ...own.lists], answers: newest };
}

/** One list or answer, as far as it speaks for one certificate. */
interface Word {
  readonly name: string;
  readonly revoked: Revoked | undefined;
  readonly isUnknown: boolean;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly keptSince: number;
  /** As `allReasons`. */
  readonly reasons: number;
}

/** Youngest first. */
function wordsOn(certificate: ParsedCertificate, { lists, answers }: RevocationKnowledge): Word[] {
  const listed = lists
    .filter((list) => covers(list, certificate))
    .map(({ number, thisUpdate, nextUpdate, revoked, expiredKeptSince: keptSince = Infinity, ...list }): Word => {
      const entry = revoked.get(certificate.serial);
      const name = `revocation list ${number}`;
      const { reasons = allReasons } = list;
      return { name, revoked: entry, isUnknown: false, thisUpdate, nextUpdate, keptSince, reasons };
    });
  const answer = answers.get(certificate.serial);
  if (answer === undefined) return listed.toSorted(youngestFirst);
  const { status, revoked, thisUpdate, nextUpdate, archiveCutoff: keptSince = Infinity } = answer;
  const isUnknown = status === 'unknown';
  const times = { thisUpdate, nextUpdate, keptSince };
  const answered = { name: 'OCSP answer', revoked, isUnknown, ...times, reasons: allReasons };
  return [...listed, answered].toSorted(youngestFirst);
}

/**
 * When and why the certificate was revoked, as far as anybody said. A revocation is believed even when its evidence is
 * stale; a suspension (certificateHold) only when the youngest word that speaks of such says it, since it can end.
 */
export function revocationOf(certificate: ParsedCertificate, knowledge: RevocationKnowledge): Revoked | undefined {
  const words = wordsOn(certificate, knowledge);
  const forGood = words.flatMap(({ revoked }) => (revoked === undefined || isHold(revoked) ? [] : revoked));
  const onHold = words.find(({ reasons }) => (reasons & holdReason) !== 0)?.revoked;
  return forGood.toSorted((a, b) => a.since - b.since)[0] ?? onHold;
}

/** Why nothing at hand speaks for the certificate at `at`; undefined when a fresh list or a fresh answer does. */
export function evidenceFault(
  certificate: ParsedCertificate,
  knowledge: RevocationKnowledge,
  at: number,
): Refusal | undefined {
  const words = wordsOn(certificate, knowledge);
  const [youngest] = words;
  if (youngest === undefined) return stale('no revocation list of its authority is at hand');
  const fresh = words.filter(({ thisUpdate, nextUpdate }) => at >= thisUpdate && at < nextUpdate);
  if (fresh.some(({ isUnknown }) => isUnknown)) {
    return stale('its authority answered that it does not know the certificate');
  }
  const spoken = fresh.filter((word) => keeps(word, certificate)).reduce((all, { reasons }) => all | reasons, 0);
  if (spoken === allReasons) return undefined;
  if (spoken > 0) return stale('the evidence does not speak of every reason for revocation');
  if (fresh.length > 0) return stale('the evidence does not speak for certificates that have expired');
  const { name, thisUpdate, nextUpdate } = youngest;
  return stale(`the ${name} speaks from ${iso(thisUpdate)} to ${iso(nextUpdate)}, judged at ${iso(at)}`);
}

// RFC 5280 3.3: an authority may forget what has expired; only one that says it keeps them can speak for it.
const keeps = ({ thisUpdate, keptSince }: Word, { notAfter }: ParsedCertificate): boolean =>
  notAfter >= thisUpdate || notAfter >= keptSince;

const isHold = ({ reason }: Revoked): boolean => reason === CERTIFICATE_HOLD;

const youngestFirst = (a: Word, b: Word): number => b.thisUpdate - a.thisUpdate;

const iso = (time: number): string => new Date(time).toISOString();

const stale = (detail: string): Refusal => ({ code: 'revocation-stale', detail });
