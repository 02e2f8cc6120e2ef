/** Judges one signature of a document: is it whole, is it the content's, is it the key's, and does the path to a root hold. */
import { hash } from 'node:crypto';
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { evidenceAt, evidenceOf } from './evidence.js';
import { findSigner, keyFault } from './find-signer.js';
import { messageRules, type MessageRule } from './message-rules.js';
import { profile } from './profile.js';
import { besideDocument } from './message-form.js';
import { judgedBy } from './rfc5280/enclosed-evidence.js';
import { wholePathFault } from './rfc5280/check-path.js';
import { looksLikeSignedMessage, readSignedMessage, type SignedMessage } from './read-signed-message.js';
import type { Rulebook } from './rulebook.js';
import type {
  CertificateVerdict,
  Evidence,
  SignatureVerdict,
  SignedContent,
  SignerIdentity,
  StampVerdict,
} from './shapes.js';
import { judgeTimeStamp } from './stamps/judge-stamp.js';
import { signerFault } from './trust/check-profile.js';
import { timeFault, type Moments } from './trust/check-time.js';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { PathRules } from './trust/path-rules.js';
import { bestPath, type Path } from './trust/path.js';
import type { ParsedCertificate } from './trust/read-certificate.js';
import type { Trust } from './trust/trust.js';

/**
 * Never throws for what the bytes hold. `at` is official time of arrival. Valid: structure, digest and key are good;
 * trusted: also path, purpose, validity and revocation, at the time of its time stamp where it carries one and else at
 * `at`, and not contradicted by the time the signer claims. A time stamp that is not good refuses the signature.
 */
export function judgeSignature(cms: Buffer, content: SignedContent, trust: Trust, at: Date): SignatureVerdict {
  if (!looksLikeSignedMessage(cms)) return placeholder('no CMS signature: a placeholder or an unknown format', at);
  const by = judgedBy(cms, trust);
  const message = readSignedMessage(cms, besideDocument, by.rules);
  if ('refusal' in message) return refuse(message.refusal, at);
  return judgeMessage(message.value, content, by.trust, at, by.rules);
}

/** Like `judgeSignature`, once the signature is read. `book`: all rules, unless a drill leaves one out. */
export function judgeMessage(
  message: SignedMessage,
  content: SignedContent,
  trust: Trust,
  at: Date,
  book: Rulebook<MessageRule> = messageRules,
): SignatureVerdict {
  const { signingTime: claimed = at.getTime() } = message.attributes;
  const signingTime = new Date(claimed).toISOString();
  const signer = findSigner(message, book, trust.book);
  const form = 'cms';
  if ('refusal' in signer) return refused(signer.refusal, { form, signingTime, evidence: evidenceAt(at) });
  const known = { form, signer: identity(signer.value), signingTime } as const;
  const integrity = integrityFault(message, signer.value, content, book);
  if (integrity !== undefined) return refused(integrity, { ...known, evidence: evidenceAt(at) });
  return judgeInTime(message, { ...known, certificate: signer.value, claimed }, trust, at);
}

/** `claimed`: when the signer says to have signed, milliseconds; `signingTime` says the same. */
interface KnownSigner {
  readonly form: SignatureVerdict['form'];
  readonly signer: SignerIdentity;
  readonly certificate: ParsedCertificate;
  readonly signingTime?: string;
  readonly claimed?: number;
}

/** What is left to judge once the signature itself is good: its signer, at the time of its time stamp or else at `at`. */
export function judgeInTime(
  { timeStamp: token, signature }: Pick<SignedMessage, 'timeStamp' | 'signature'>,
  { certificate, claimed, ...known }: KnownSigner,
  trust: Trust,
  at: Date,
): SignatureVerdict {
  const whole = { valid: true, timeSource: 'arrival', ...known } as const;
  const judged = at.getTime();
  const moments = { judged, ...(claimed !== undefined && { claimed }) };
  if (token === undefined) {
    const { fault, evidence } = judgePath(certificate, trust, { proven: judged, ...moments }, documentSigners);
    return { ...whole, ...outcome(fault), evidence };
  }
  const stamped = { sha256: hash('sha256', signature, 'buffer'), bytes: signature };
  const timeStamp = judgeTimeStamp(token, stamped, trust, { at });
  if (!timeStamp.trusted || timeStamp.stamp === undefined) {
    const { valid, code, detail, evidence } = timeStamp;
    return { ...whole, valid, trusted: false, code, detail: `time stamp: ${detail}`, timeStamp, evidence };
  }
  const proven = latestMoment(timeStamp.stamp);
  const { fault, evidence } = judgePath(certificate, trust, { proven, ...moments }, documentSigners);
  const stampedBy = { signingTime: timeStamp.stamp.at, timeSource: 'time-stamp', timeStamp } as const;
  return { ...whole, ...stampedBy, ...outcome(fault), evidence };
}

// The clock of the time-stamping authority may be off: the signature existed at the end of its accuracy at the latest.
const latestMoment = ({ at, accuracyMs }: NonNullable<StampVerdict['stamp']>): number => Date.parse(at) + accuracyMs;

/** The verdict on what stands for a signature and is none that we know. */
export function placeholder(detail: string, at: Date): SignatureVerdict {
  const [code, timeSource] = ['placeholder', 'arrival'] as const;
  return { form: code, valid: false, trusted: false, code, detail, timeSource, evidence: evidenceAt(at) };
}

/** The verdict on a signature that nobody can be named for. */
export function refuse(refusal: Refusal, at: Date): SignatureVerdict {
  return refused(refusal, { form: 'cms', evidence: evidenceAt(at) });
}

/** Judges a certificate alone, of any kind, a place's too: path, purpose, validity and revocation at `at`. */
export function judgeCertificate(certificate: Buffer, trust: Trust, at: Date): CertificateVerdict {
  const parsed = parsedCertificate(certificate, trust.book);
  if ('refusal' in parsed) return { trusted: false, ...codeAndDetail(parsed.refusal), evidence: evidenceAt(at) };
  return judgeParsed(parsed.value, trust, at, ['agency', 'person', 'place']);
}

/** Like `judgeCertificate`, for signers of some kinds. `book`: all rules, unless a drill leaves one out. */
export function judgeParsed(
  certificate: ParsedCertificate,
  trust: Trust,
  at: Date,
  kinds: readonly string[],
  book: PathRules = trust.book,
): CertificateVerdict {
  const now = { proven: at.getTime(), judged: at.getTime() };
  const { fault, evidence } = judgePath(certificate, trust, now, kinds, book);
  return { ...outcome(fault), signer: identity(certificate), evidence };
}

function integrityFault(
  message: SignedMessage,
  signer: ParsedCertificate,
  content: SignedContent,
  book: Rulebook<MessageRule>,
): Refusal | undefined {
  const { attributes, digest } = message;
  const expected = digest === 'sha256' ? content.sha256 : content.bytes && hash(digest, content.bytes, 'buffer');
  if (expected === undefined) return fault('algorithm-refused', `${digest} can not be checked here, only sha256`);
  if (!attributes.messageDigest.equals(expected) && book.asks('the digest is the content’s')) {
    return fault('signature-altered', 'the content is not what was signed: its digest differs');
  }
  return keyFault(message, signer, book);
}

const { documentSigners } = profile;

function judgePath(
  certificate: ParsedCertificate,
  trust: Trust,
  moments: Moments,
  kinds: readonly string[],
  book: PathRules = trust.book,
): { fault?: Refusal; evidence: Evidence } {
  const at = new Date(moments.judged);
  const best = bestPath(trust.pathsOf(certificate), (path) => pathFault(certificate, path, moments, book));
  if (best === undefined) {
    return { fault: fault('certificate-untrusted', 'no trusted authority issued it'), evidence: evidenceAt(at) };
  }
  const unfit = signerFault(certificate, book);
  if (unfit !== undefined) return { fault: fault('certificate-profile', unfit), evidence: evidenceAt(at) };
  const evidence = evidenceOf(certificate, best.path, at, best.fault);
  const kind = certificate.subjectParts.get(profile.kindAttribute) ?? '';
  if (!kinds.includes(kind) && book.asks('a kind that may sign this')) {
    return { fault: fault('certificate-profile', `a certificate of kind "${kind}" does not sign this`), evidence };
  }
  return best.fault === undefined ? { evidence } : { fault: best.fault, evidence };
}

function pathFault(certificate: ParsedCertificate, path: Path, moments: Moments, book: PathRules): Refusal | undefined {
  const detail = wholePathFault(certificate, path, book);
  return detail === undefined ? timeFault(certificate, path, moments, book) : fault('certificate-untrusted', detail);
}

/** As the certificate says it, trusted or not. */
export function identity(certificate: ParsedCertificate): SignerIdentity {
  return {
    agency: certificate.subjectParts.get(profile.agencyAttribute) ?? '',
    kind: certificate.subjectParts.get(profile.kindAttribute) ?? '',
    commonName: certificate.subjectParts.get(profile.nameAttribute) ?? '',
    serial: certificate.serial,
    certificate: certificate.digest,
  };
}

const fault = (code: RefusalCode, detail: string): Refusal => ({ code, detail });

const codeAndDetail = ({ code, detail }: Refusal): { code: RefusalCode; detail: string } => ({ code, detail });

const outcome = (found: Refusal | undefined): Pick<CertificateVerdict, 'trusted' | 'code' | 'detail'> =>
  found === undefined
    ? { trusted: true, code: 'trusted', detail: 'good' }
    : { trusted: false, ...codeAndDetail(found) };

export const refused = (
  refusal: Refusal,
  known: Pick<SignatureVerdict, 'form' | 'signer' | 'signingTime' | 'evidence'>,
): SignatureVerdict => ({
  valid: false,
  trusted: false,
  timeSource: 'arrival',
  ...codeAndDetail(refusal),
  ...known,
});
