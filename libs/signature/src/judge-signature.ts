/** Judges one signature of a document: is it whole, is it the content's, is it the key's, and does the path to a root hold. */
import { hash, verify } from 'node:crypto';
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { profile } from './profile.js';
import {
  fitsSigningCertificate,
  looksLikeSignedMessage,
  readSignedMessage,
  type SignedMessage,
} from './read-signed-message.js';
import type { CertificateVerdict, Evidence, SignatureVerdict, SignedContent, SignerIdentity } from './shapes.js';
import { timeFault } from './trust/check-time.js';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { ParsedCertificate } from './trust/read-certificate.js';
import type { Trust } from './trust/trust.js';

/**
 * Never throws for what the bytes hold. `at` is official time of arrival. Valid: structure, digest and key are good;
 * trusted: also path, purpose, validity and revocation, at `at` and not contradicted by the time the signer claims.
 */
export function judgeSignature(cms: Buffer, content: SignedContent, trust: Trust, at: Date): SignatureVerdict {
  if (!looksLikeSignedMessage(cms)) return placeholder('no CMS signature: a placeholder or an unknown format', at);
  const message = readSignedMessage(cms);
  if ('refusal' in message) return refuse(message.refusal, at);
  return judgeMessage(message.value, content, trust, at);
}

/** Like `judgeSignature`, once the signature is read. */
export function judgeMessage(message: SignedMessage, content: SignedContent, trust: Trust, at: Date): SignatureVerdict {
  const signer = findSigner(message);
  const signingTime = new Date(message.attributes.signingTime).toISOString();
  if ('refusal' in signer) return refused(signer.refusal, { signingTime, evidence: evidenceAt(at) });
  const certificate = signer.value;
  const known = { signer: identity(certificate), signingTime };
  const integrity = integrityFault(message, certificate, content);
  if (integrity !== undefined) return refused(integrity, { ...known, evidence: evidenceAt(at) });
  const held = judgePath(certificate, trust, at, message.attributes.signingTime, profile.documentSigners);
  const { fault, evidence } = held;
  return fault === undefined
    ? { form: 'cms', valid: true, trusted: true, code: 'trusted', detail: 'good', ...known, evidence }
    : { form: 'cms', valid: true, trusted: false, code: fault.code, detail: fault.detail, ...known, evidence };
}

/** The verdict on what stands for a signature and is none that we know. */
export function placeholder(detail: string, at: Date): SignatureVerdict {
  return { form: 'placeholder', valid: false, trusted: false, code: 'placeholder', detail, evidence: evidenceAt(at) };
}

/** The verdict on a signature that nobody can be named for. */
export function refuse(refusal: Refusal, at: Date): SignatureVerdict {
  return refused(refusal, { evidence: evidenceAt(at) });
}

/** Judges a certificate alone, of any kind, a place's too: path, purpose, validity and revocation at `at`. */
export function judgeCertificate(certificate: Buffer, trust: Trust, at: Date): CertificateVerdict {
  const parsed = parsedCertificate(certificate);
  if ('refusal' in parsed) return { trusted: false, ...codeAndDetail(parsed.refusal), evidence: evidenceAt(at) };
  const { fault, evidence } = judgePath(parsed.value, trust, at, at.getTime(), ['agency', 'person', 'place']);
  const signer = identity(parsed.value);
  return fault === undefined
    ? { trusted: true, code: 'trusted', detail: 'good', signer, evidence }
    : { trusted: false, ...codeAndDetail(fault), signer, evidence };
}

function findSigner(message: SignedMessage): { value: ParsedCertificate } | { refusal: Refusal } {
  let fault: Refusal | undefined;
  for (const der of message.certificates) {
    const parsed = parsedCertificate(der);
    if ('refusal' in parsed) {
      fault ??= parsed.refusal;
      continue;
    }
    const isNamed = parsed.value.serial === message.serial && parsed.value.issuer.equals(message.issuer);
    if (!isNamed) continue;
    return fitsSigningCertificate(message, der)
      ? parsed
      : {
          refusal: {
            code: 'signature-malformed',
            detail: 'the signing-certificate attribute names another certificate',
          },
        };
  }
  return { refusal: fault ?? { code: 'signature-malformed', detail: 'the signer’s certificate is not enclosed' } };
}

function integrityFault(
  message: SignedMessage,
  signer: ParsedCertificate,
  content: SignedContent,
): Refusal | undefined {
  const { attributes, digest } = message;
  if (attributes.protectedDigest !== undefined && attributes.protectedDigest !== digest) {
    return fault('signature-malformed', 'the protected algorithm is not the one used (RFC 6211)');
  }
  const expected = digest === 'sha256' ? content.sha256 : content.bytes && hash(digest, content.bytes, 'buffer');
  if (expected === undefined) return fault('algorithm-refused', `${digest} can not be checked here, only sha256`);
  if (!attributes.messageDigest.equals(expected)) {
    return fault('signature-altered', 'the content is not what was signed: its digest differs');
  }
  return verify(digest, message.signed, signer.publicKey, message.signature)
    ? undefined
    : fault('signature-invalid', 'the certificate’s key did not make this signature');
}

function judgePath(
  certificate: ParsedCertificate,
  trust: Trust,
  at: Date,
  claimed: number,
  kinds: readonly string[],
): { fault?: Refusal; evidence: Evidence } {
  const path = trust.pathOf(certificate);
  if ('refusal' in path) return { fault: path.refusal, evidence: evidenceAt(at) };
  const { issuing, root } = path.value;
  const lists = [issuing.revocations ?? [], root.revocations ?? []].flat();
  const evidence: Evidence = {
    judgedAt: at.toISOString(),
    chain: [issuing.certificate.digest, root.certificate.digest],
    crlNumbers: lists.map((list) => list.number.toString()),
    crlDigests: lists.map((list) => list.digest),
  };
  const kind = certificate.subjectParts.get(profile.kindAttribute) ?? '';
  if (!kinds.includes(kind)) {
    return { fault: fault('certificate-profile', `a certificate of kind "${kind}" does not sign this`), evidence };
  }
  const found = timeFault(certificate, path.value, at.getTime(), claimed);
  return found === undefined ? { evidence } : { fault: found, evidence };
}

/** As the certificate says it, trusted or not. */
function identity(certificate: ParsedCertificate): SignerIdentity {
  return {
    agency: certificate.subjectParts.get(profile.agencyAttribute) ?? '',
    kind: certificate.subjectParts.get(profile.kindAttribute) ?? '',
    commonName: certificate.subjectParts.get(profile.nameAttribute) ?? '',
    serial: certificate.serial,
    certificate: certificate.digest,
  };
}

const evidenceAt = (at: Date): Evidence => ({
  judgedAt: at.toISOString(),
  chain: [],
  crlNumbers: [],
  crlDigests: [],
});

const fault = (code: RefusalCode, detail: string): Refusal => ({ code, detail });

const codeAndDetail = ({ code, detail }: Refusal): { code: RefusalCode; detail: string } => ({ code, detail });

const refused = (
  refusal: Refusal,
  known: Pick<SignatureVerdict, 'signer' | 'signingTime' | 'evidence'>,
): SignatureVerdict => ({ form: 'cms', valid: false, trusted: false, ...codeAndDetail(refusal), ...known });
