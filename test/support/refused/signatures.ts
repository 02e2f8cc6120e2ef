/** Documents whose signature or certificate does not hold, one flaw each. */
import { randomBytes } from 'node:crypto';
import { plantFlaw, signDetached, type FlawKind, type Signer } from '@lienthong/signature';
import type { RefusalCode } from '@lienthong/edxml';
import { makePackage, rehearsalFrom } from '../network.js';
import { submit, type Doorstep, type RefusedRequest } from './refused.js';

/** A sound document with the signature that `sign` makes of its main attachment. */
function withSignature(sign: (content: Buffer) => Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(500)]);
  return makePackage({ bytes: content, signatures: [sign(content)] });
}

const signedBy = (signer: Signer) => withSignature((content) => signDetached(content, signer, rehearsalFrom));

const planted = (at: Doorstep, kind: FlawKind) =>
  withSignature((content) => plantFlaw(kind, content, { signer: at.signer, kit: at.flaws }, rehearsalFrom));

const signed = (code: RefusalCode, what: string, make: (at: Doorstep) => Buffer): RefusedRequest => ({
  ...{ code, what, counted: true },
  ask: (at) => submit(at, make(at)),
});

/** The object identifiers of SHA-256 and SHA-224, which differ in their last byte. */
const sha256 = Buffer.from('608648016503040201', 'hex');
const sha224 = Buffer.from('608648016503040204', 'hex');

function replaceAll(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let at = changed.indexOf(from); at !== -1; at = changed.indexOf(from, at + 1)) to.copy(changed, at);
  return changed;
}

function withWeakDigest({ signer }: Doorstep): Buffer {
  return withSignature((content) => replaceAll(signDetached(content, signer, rehearsalFrom), sha256, sha224));
}

function cutShort({ signer }: Doorstep): Buffer {
  return withSignature((content) => signDetached(content, signer, rehearsalFrom).subarray(0, -1));
}

export const refusedSignatures: readonly RefusedRequest[] = [
  signed('signature-malformed', 'a signature cut short', cutShort),
  signed('signature-altered', 'a document that is not the one signed', (at) => planted(at, 'altered-bytes')),
  signed('signature-invalid', 'a signature by another key than its certificate’s', (at) => planted(at, 'wrong-key')),
  signed('algorithm-refused', 'a signature over a SHA-224 digest', withWeakDigest),
  signed('certificate-untrusted', 'a certificate of an unknown authority', (at) => planted(at, 'unknown-issuer')),
  signed('certificate-expired', 'a certificate that has expired', (at) => planted(at, 'expired-certificate')),
  signed('certificate-not-yet-valid', 'a certificate of next year', ({ lateSigner }) => signedBy(lateSigner)),
  signed('certificate-revoked', 'a certificate that is revoked', (at) => planted(at, 'revoked')),
  signed('certificate-profile', 'a signature by the certificate of a place', ({ placeSigner }) =>
    signedBy(placeSigner),
  ),
  signed('certificate-of-another-agency', 'a signature by another agency', (at) => planted(at, 'other-agency')),
];
