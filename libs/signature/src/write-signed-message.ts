/** Writes CMS SignedData (RFC 5652) with one signer and signed attributes, by any scheme: time stamp tokens, PDF signatures. */
import { hash } from 'node:crypto';
import type { SignatureScheme } from './der/algorithms.js';
import { oids } from './der/oids.js';
import {
  algorithm,
  context,
  embed,
  encode,
  inDerOrder,
  integer,
  octets,
  oid,
  sequence,
  setOf,
  type DerNode,
} from './der/write-der.js';
import { digestAlgorithm, schemeAlgorithm, signBy, usualScheme } from './schemes.js';
import type { Signer } from './shapes.js';
import { publicKeyOf, type SigningKey } from './signing-key.js';
import { parsedCertificate } from './trust/parsed-certificates.js';
import type { ParsedCertificate } from './trust/read-certificate.js';

/** What stands in the message beside the signer. */
export interface MessageBody {
  readonly contentType: string;
  /** Digest of the content, by the scheme's digest. */
  readonly messageDigest: Buffer;
  /** Enclosed; a detached signature leaves it out. */
  readonly content?: Buffer;
  /** Signed attributes beside contentType and messageDigest. */
  readonly attributes: readonly DerNode[];
  /** Left out where the reader has the signer's certificate. */
  readonly isCertificateEnclosed: boolean;
}

/** DER. */
export function writeSignedMessage(
  body: MessageBody,
  signer: Signer,
  scheme: SignatureScheme = usualScheme(signer.key),
): Buffer {
  return frameMessage(body, signer.certificate, scheme, (attributes) => signBy(scheme, attributes, signer.key));
}

/** As `writeSignedMessage`; `sign` gives the signature over the signed attributes as SET OF (RFC 5652 5.4). */
export function frameMessage(
  body: MessageBody,
  certificate: Buffer,
  scheme: SignatureScheme,
  sign: (attributes: Buffer) => Buffer,
): Buffer {
  const { contentType, messageDigest, content } = body;
  const attributes = inDerOrder([
    attribute(oids.contentType, oid(contentType)),
    attribute(oids.messageDigest, octets(messageDigest)),
    ...body.attributes,
  ]);
  const signature = sign(encode(setOf(...attributes)));
  const digest = digestAlgorithm(scheme.digest);
  const signerInfo = sequence(
    integer(1),
    nameOf(certificateOf({ certificate })),
    digest,
    context(0, ...attributes),
    scheme.kind === 'rsa' ? algorithm(oids.rsaEncryption) : schemeAlgorithm(scheme),
    octets(signature),
  );
  const signedData = sequence(
    // RFC 5652 5.1: 3 where the content is of another type than id-data.
    integer(contentType === oids.data ? 1 : 3),
    setOf(digest),
    sequence(oid(contentType), ...(content === undefined ? [] : [context(0, octets(content))])),
    ...(body.isCertificateEnclosed ? [context(0, embed(certificate))] : []),
    setOf(signerInfo),
  );
  return encode(sequence(oid(oids.signedData), context(0, signedData)));
}

/** ESS signing-certificate-v2 (RFC 5035) with SHA-256, its default: which certificate the signer means. */
export const signingCertificate = (certificate: Buffer): DerNode =>
  attribute(oids.signingCertificateV2, sequence(sequence(sequence(octets(hash('sha256', certificate, 'buffer'))))));

export const attribute = (type: string, value: DerNode): DerNode => sequence(oid(type), setOf(value));

const nameOf = ({ issuer, serial }: ParsedCertificate): DerNode =>
  sequence(embed(issuer), integer(Buffer.from(serial, 'hex')));

// To find the public half of a key costs a fifth of an RSA signature.
const owned = new WeakMap<SigningKey, Buffer>();

export function requireOwnKey(signer: Signer): void {
  if (owned.get(signer.key)?.equals(signer.certificate) === true) return;
  if (!publicKeyOf(signer.key).equals(certificateOf(signer).publicKey)) {
    throw new Error('the key does not belong to the certificate');
  }
  owned.set(signer.key, signer.certificate);
}

/** Throws when it can not be read. */
export function certificateOf({ certificate }: Pick<Signer, 'certificate'>): ParsedCertificate {
  const parsed = parsedCertificate(certificate);
  if ('refusal' in parsed) throw new Error(`the signer's certificate can not be read: ${parsed.refusal.detail}`);
  return parsed.value;
}
