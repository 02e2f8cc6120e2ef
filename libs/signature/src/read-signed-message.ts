/** Reads a detached CMS signature (RFC 5652) under the strict profile: one signer, signed attributes, nothing to choose from. */
import { hash } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { readDigestAlgorithm, readSignerAlgorithm, type DigestName, type SignatureScheme } from './der/algorithms.js';
import { requireDer } from './der/check-der.js';
import { attempt, DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { encodeOid, oids } from './der/oids.js';
import { tags } from './der/tags.js';
import { besideDocument, type MessageForm } from './message-form.js';
import { profile } from './profile.js';
import { readSignedAttributes, type SignedAttributes } from './read-signed-attributes.js';

export interface SignedMessage {
  /** Every certificate enclosed, DER, in the order found. */
  readonly certificates: readonly Buffer[];
  /** Issuer (DER name) and serial number (hex) of the signer's certificate. */
  readonly issuer: Buffer;
  readonly serial: string;
  readonly digest: DigestName;
  readonly scheme: SignatureScheme;
  readonly attributes: SignedAttributes;
  /** The bytes the key signed: the attributes as SET OF (RFC 5652 5.4). */
  readonly signed: Buffer;
  readonly signature: Buffer;
  /** What is enclosed, where the form encloses it. */
  readonly content?: Buffer;
  /** The time stamp token in the unsigned attributes, DER. */
  readonly timeStamp?: Buffer;
}

const signedDataOid = Buffer.concat([Buffer.of(tags.oid, 9), encodeOid(oids.signedData)]);

/** Whether the bytes begin as CMS SignedData does, in DER or in any other encoding of it; if not, they are a placeholder. */
export function looksLikeSignedMessage(bytes: Buffer): boolean {
  if (bytes[0] !== tags.sequence) return false;
  const lengthOctets = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) & 0x7f : 0;
  return bytes.subarray(2 + lengthOctets, 2 + lengthOctets + signedDataOid.length).equals(signedDataOid);
}

export function readSignedMessage(
  bytes: Buffer,
  form: MessageForm = besideDocument,
): { readonly value: SignedMessage } | { readonly refusal: Refusal } {
  return attempt('signature-malformed', () => readContentInfo(bytes, form));
}

function readContentInfo(bytes: Buffer, form: MessageForm): SignedMessage {
  if (bytes.length > profile.signatureBytes) throw new DerFault(`longer than ${profile.signatureBytes} bytes`);
  requireDer(bytes);
  const info = new DerReader(bytes).enter(tags.sequence);
  if (info.readOid() !== oids.signedData) throw new DerFault('not SignedData');
  const wrapped = info.enter(tags.context(0));
  info.finish('a ContentInfo');
  const message = readSignedData(wrapped.enter(tags.sequence), form);
  wrapped.finish('the content of a ContentInfo');
  return message;
}

function readSignedData(data: DerReader, form: MessageForm): SignedMessage {
  if (data.readSmallInteger() !== form.version) {
    throw new DerFault(`only version ${form.version} of SignedData is accepted`);
  }
  const algorithms = data.enter(tags.set);
  const announced = readDigestAlgorithm(algorithms);
  algorithms.finish('the set of digest algorithms');
  const content = readContent(data.enter(tags.sequence), form);
  const certificates = readCertificates(data);
  const signers = data.enter(tags.set);
  const signer = readSigner(signers.enter(tags.sequence), announced, form);
  signers.finish('the set of signers');
  data.finish('SignedData (revocation lists are not taken from signatures)');
  return { ...signer, certificates, ...(content && { content }) };
}

function readContent(info: DerReader, { contentType, isDetached }: MessageForm): Buffer | undefined {
  if (info.readOid() !== contentType) {
    throw new DerFault(`the content type is not ${contentType === oids.data ? 'id-data' : contentType}`);
  }
  const content = isDetached ? undefined : info.enter(tags.context(0)).read(tags.octetString);
  info.finish(isDetached ? 'the content of a detached signature' : 'the content');
  return content;
}

function readCertificates(data: DerReader): Buffer[] {
  if (!data.sees(tags.context(0))) throw new DerFault('the signer’s certificate is not enclosed');
  const certificates: Buffer[] = [];
  for (const set = data.enter(tags.context(0)); !set.isAtEnd;) certificates.push(set.whole(tags.sequence));
  if (certificates.length === 0 || certificates.length > profile.certificatesInSignature) {
    throw new DerFault(`${certificates.length} certificates are enclosed`);
  }
  requireOrder(certificates, 'certificates');
  return certificates;
}

function readSigner(
  signer: DerReader,
  announced: DigestName,
  form: MessageForm,
): Omit<SignedMessage, 'certificates' | 'content'> {
  if (signer.readSmallInteger() !== 1) throw new DerFault('the signer must be named by issuer and serial number');
  const name = signer.enter(tags.sequence);
  const issuer = name.whole(tags.sequence);
  const serial = name.read(tags.integer).toString('hex');
  name.finish('the name of the signer');
  const digest = readDigestAlgorithm(signer);
  if (digest !== announced) throw new DerFault('two digest algorithms are named');
  // Without signed attributes, the attributes of a genuine signature could be passed off as a signed document.
  if (!signer.sees(tags.context(0))) throw new DerFault('signed attributes are missing');
  const signed = Buffer.from(signer.whole(tags.context(0)));
  const attributes = readSignedAttributes(signed, form);
  signed[0] = tags.set;
  const scheme = readSignerAlgorithm(signer, digest);
  const signature = signer.read(tags.octetString);
  const timeStamp = signer.isAtEnd ? undefined : readUnsignedAttributes(signer.enter(tags.context(1)));
  signer.finish('a signer');
  return { issuer, serial, digest, scheme, attributes, signed, signature, ...(timeStamp && { timeStamp }) };
}

// A time stamp token says when; any other unsigned attribute could be added by anybody on the way.
function readUnsignedAttributes(attributes: DerReader): Buffer {
  const attribute = attributes.enter(tags.sequence);
  const type = attribute.readOid();
  if (type !== oids.timeStampToken) throw new DerFault(`unsigned attribute ${type} is not accepted`);
  const values = attribute.enter(tags.set);
  const token = values.whole(tags.sequence);
  values.finish('the time stamp attribute');
  attribute.finish('an attribute');
  attributes.finish('the unsigned attributes');
  return token;
}

/** Implicitly tagged SET OF, whose order `requireDer` can not see. */
export function requireOrder(elements: readonly Buffer[], what: string): void {
  elements.forEach((element, index) => {
    const previous = elements[index - 1];
    if (previous !== undefined && Buffer.compare(previous, element) >= 0) {
      throw new DerFault(`the ${what} are not in DER order`);
    }
  });
}

/** Whether an ESSCertIDv2 hash, where the signer gave one, is this certificate's. */
export function fitsSigningCertificate(message: SignedMessage, certificate: Buffer): boolean {
  const { signingCertificate } = message.attributes;
  if (signingCertificate === undefined) return true;
  return hash(signingCertificate.digest, certificate, 'buffer').equals(signingCertificate.hash);
}
