/** Judges one signature of a document: is it whole, is it the content's, is it the key's, and does the path to a root hold. */
import { hash } from 'node:crypto';
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { evidenceAt, evidenceOf } from './evidence.js';
import { findSigner, keyFault } from './find-signer.js';
import { messageRules, type MessageRules } from './message-rules.js';
import { besideDocument } from './message-form.js';
import { profile } from './profile.js';
import { wholePathFault } from './rfc5280/check-path.js';
import { looksLikeSignedMessage, readSignedMessages, type SignedMessage } from './read-signed-message.js';
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
 * A verdict for each signer, at least one. Never throws for what the bytes hold. `at` is official time of arrival. Valid:
 * structure, digest and key are good; trusted: also path, purpose, validity and revocation, at the time of its time stamp where
 * it carries one and else at `at`, and not contradicted by the time the signer claims. A time stamp that is not good refuses
 * the signature. Content that is enclosed must be `content`. `certificates` (DER): where the signer's is looked for as well.
 */
export function judgeSignatures(
  cms: Buffer,
  content: SignedContent,
  trust: Trust,
  at: Date,
  certificates: readonly Buffer[] = [],
): readonly SignatureVerdict[] {
  if (!looksLikeSignedMessage(cms)) return [placeholder('no CMS signature: a placeholder or an unknown format', at)];
  const messages = readSignedMessages(cms, { ...besideDocument, certificates });
  if ('refusal' in messages) return [refuse(messages.refusal, at)];
  return messages.value.map((message) => judgeMessage(message, content, trust, at));
}

/** As `judgeSignatures`, of all signers together: the first that is not trusted, or else the first. */
export function judgeSignature(cms: Buffer, content: SignedContent, trust: Trust, at: Date): SignatureVerdict {
  return decisive(judgeSignatures(cms, content, trust, at)) ?? placeholder('nobody signed it', at);
}

export const decisive = (verdicts: readonly SignatureVerdict[]): SignatureVerdict | undefined =>
  verdicts.find(({ trusted }) => !trusted) ?? verdicts[0];

/** Like `judgeSignatures`, once the signature of one is read. `book`: all rules, unless a drill leaves one out. */
export function judgeMessage(
  message: SignedMessage,
  content: SignedContent,
  trust: Trust,
  at: Date,
  book: MessageRules = messageRules,
): SignatureVerdict {
  const { signingTime: claimed } = message.attributes;
  const claim = claimed === undefined ? {} : { claimed, signingTime: new Date(claimed).toISOString() };
  const { signingTime } = claim;
  const signer = findSigner(message, book, trust.book);
  const form = 'cms';
  const evidence = evidenceAt(at);
  if ('refusal' in signer) return refused(signer.refusal, { form, ...(signingTime && { signingTime }), evidence });
  const { certificate, unfit } = signer.value;
  // A name that breaks the rules may say two things: it names nobody.
  const signedBy = unfit === undefined ? identity(certificate) : { ...identity(certificate), agency: '' };
  const known = { form, signer: signedBy, ...(signingTime && { signingTime }) } as const;
  const integrity = integrityFault(message, certificate, content, book);
  if (integrity !== undefined) return refused(integrity, { ...known, evidence });
  if (unfit !== undefined) return { ...refused(unfit, { ...known, evidence }), valid: true };
  const informed = trust.withEnclosed(message, book);
  return judgeInTime(message, { ...known, ...claim, certificate }, informed, at);
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
  { timeStamps = [], signature }: Partial<Pick<SignedMessage, 'timeStamps'>> & Pick<SignedMessage, 'signature'>,
  { certificate, claimed, ...known }: KnownSigner,
  trust: Trust,
  at: Date,
): SignatureVerdict {
  const judged = at.getTime();
  const moments = { judged, ...(claimed !== undefined && { claimed }) };
  const timeStamp = judgeStamps(timeStamps, signature, trust, at);
  const whole = { valid: true, timeSource: 'arrival', ...known, ...(timeStamp && { timeStamp }) } as const;
  // Whoever passes a signature on could leave such a time stamp out: without it, the arrival counts.
  if (timeStamp === undefined || timeStamp.code === 'algorithm-refused') {
    const { fault, evidence } = judgePath(certificate, trust, { proven: judged, ...moments }, documentSigners);
    return { ...whole, ...outcome(fault), evidence };
  }
  if (!timeStamp.trusted || timeStamp.stamp === undefined) {
    const { valid, code, detail, evidence } = timeStamp;
    return { ...whole, valid, trusted: false, code, detail: `time stamp: ${detail}`, evidence };
  }
  const proven = latestMoment(timeStamp.stamp);
  const { fault, evidence } = judgePath(certificate, trust, { proven, ...moments }, documentSigners);
  return { ...whole, signingTime: timeStamp.stamp.at, timeSource: 'time-stamp', ...outcome(fault), evidence };
}

/** Of several time stamps on one signature: one that is bad, or else one that proves a time, or else one that may be told of. */
function judgeStamps(tokens: readonly Buffer[], signature: Buffer, trust: Trust, at: Date): StampVerdict | undefined {
  if (tokens.length === 0) return undefined;
  const stamped = { sha256: hash('sha256', signature, 'buffer'), bytes: signature };
  const verdicts = tokens.map((token) => judgeTimeStamp(token, stamped, trust, { at }));
  const readable = verdicts.filter(({ code }) => code !== 'algorithm-refused');
  return readable.find(({ valid }) => !valid) ?? readable.find(({ trusted }) => trusted) ?? readable[0] ?? verdicts[0];
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
  book: MessageRules,
): Refusal | undefined {
  const { attributes, digest, content: enclosed } = message;
  if (enclosed !== undefined && enclosed !== content.bytes && book.asks('enclosed content is the document')) {
    const isSame = hash('sha256', enclosed, 'buffer').equals(content.sha256);
    if (!isSame) return fault('signature-altered', 'it encloses other content than the one it is shown with');
  }
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
