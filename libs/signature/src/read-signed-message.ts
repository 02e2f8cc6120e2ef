/** Reads a detached CMS signature (RFC 5652) under the strict profile: one signer, signed attributes, nothing to choose from. */
import { hash } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { readDigestAlgorithm, readSignerAlgorithm, type DigestName, type SignatureScheme } from './der/algorithms.js';
import { requireDer } from './der/check-der.js';
import { attempt, DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { encodeOid, oids } from './der/oids.js';
import { tags } from './der/tags.js';
import { besideDocument, type MessageForm, type SignedAttributes } from './message-form.js';
import { messageRules, type MessageRule } from './message-rules.js';
import { profile } from './profile.js';
import { readSignedAttributes } from './read-signed-attributes.js';
import type { Rulebook } from './rulebook.js';

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

/** `book`: all rules, unless a drill leaves one out. */
export function readSignedMessage(
  bytes: Buffer,
  form: MessageForm = besideDocument,
  book: Rulebook<MessageRule> = messageRules,
): { readonly value: SignedMessage } | { readonly refusal: Refusal } {
  return attempt('signature-malformed', () => new MessageReader(form, book).readContentInfo(bytes));
}

/** Which form is expected, and which rules are asked, goes through all of it. */
class MessageReader {
  constructor(
    private readonly form: MessageForm,
    private readonly book: Rulebook<MessageRule>,
  ) {}

  readContentInfo(bytes: Buffer): SignedMessage {
    const { book } = this;
    const most = this.form.isDetached ? profile.signatureBytes : profile.enclosingBytes;
    book.demand('a message of bounded size', bytes.length <= most, `longer than ${most} bytes`);
    if (book.asks('DER and nothing after it')) requireDer(bytes);
    const info = new DerReader(bytes).enter(tags.sequence);
    if (info.readOid() !== oids.signedData) throw new DerFault('not SignedData');
    const wrapped = info.enter(tags.context(0));
    this.requireEnd(info, 'nothing beside the message', 'a ContentInfo');
    const message = this.readSignedData(wrapped.enter(tags.sequence));
    this.requireEnd(wrapped, 'nothing beside the message', 'the content of a ContentInfo');
    return message;
  }

  private readSignedData(data: DerReader): SignedMessage {
    const { version } = this.form;
    this.book.demand(
      'the usual version',
      data.readSmallInteger() === version,
      `only version ${version} of SignedData is accepted`,
    );
    const algorithms = data.enter(tags.set);
    const announced = readDigestAlgorithm(algorithms);
    this.requireEnd(algorithms, 'one digest algorithm is announced', 'the set of digest algorithms');
    const content = this.readContent(data.enter(tags.sequence));
    const certificates = this.readCertificates(data);
    if (data.sees(tags.context(1)) && !this.book.asks('no revocation lists')) data.skip();
    const signers = data.enter(tags.set);
    const signer = this.readSigner(signers.enter(tags.sequence), announced);
    this.requireEnd(signers, 'one signer', 'the set of signers');
    data.finish('SignedData');
    return { ...signer, certificates, ...(content && { content }) };
  }

  private readContent(info: DerReader): Buffer | undefined {
    const { contentType, isDetached } = this.form;
    this.book.demand(
      'the content is data',
      info.readOid() === contentType,
      `the content type is not ${contentType === oids.data ? 'id-data' : contentType}`,
    );
    const content = isDetached ? undefined : info.enter(tags.context(0)).read(tags.octetString);
    const what = isDetached ? 'the content of a detached signature' : 'the content';
    this.requireEnd(info, 'the content is not enclosed', what);
    return content;
  }

  private readCertificates(data: DerReader): Buffer[] {
    if (!data.sees(tags.context(0))) throw new DerFault('the signer’s certificate is not enclosed');
    const certificates: Buffer[] = [];
    for (const set = data.enter(tags.context(0)); !set.isAtEnd;) certificates.push(set.whole(tags.sequence));
    const { length } = certificates;
    this.book.demand(
      'few certificates',
      length > 0 && length <= profile.certificatesInSignature,
      `${length} certificates are enclosed`,
    );
    if (this.book.asks('certificates in DER order')) requireOrder(certificates, 'certificates');
    return certificates;
  }

  private readSigner(signer: DerReader, announced: DigestName): Omit<SignedMessage, 'certificates' | 'content'> {
    const { book } = this;
    book.demand(
      'the signer is named by issuer and number',
      signer.readSmallInteger() === 1,
      'the signer must be named by issuer and serial number',
    );
    const name = signer.enter(tags.sequence);
    const issuer = name.whole(tags.sequence);
    const serial = name.read(tags.integer).toString('hex');
    name.finish('the name of the signer');
    const digest = readDigestAlgorithm(signer);
    book.demand('the announced digest is the signer’s', digest === announced, 'two digest algorithms are named');
    const { attributes, signed } = this.readAttributes(signer);
    const scheme = readSignerAlgorithm(signer, digest, book.asks('the scheme goes with the digest'));
    const signature = signer.read(tags.octetString);
    const timeStamp = signer.isAtEnd ? undefined : this.readUnsignedAttributes(signer.enter(tags.context(1)));
    signer.finish('a signer');
    return { issuer, serial, digest, scheme, attributes, signed, signature, ...(timeStamp && { timeStamp }) };
  }

  private readAttributes(signer: DerReader): Pick<SignedMessage, 'attributes' | 'signed'> {
    if (!signer.sees(tags.context(0)) && this.form.unattributed !== undefined) return this.form.unattributed;
    // Without signed attributes, the attributes of a genuine signature could be passed off as a signed document.
    if (!signer.sees(tags.context(0))) throw new DerFault('signed attributes are missing');
    const signed = Buffer.from(signer.whole(tags.context(0)));
    const attributes = readSignedAttributes(signed, this.form, this.book);
    signed[0] = tags.set;
    return { attributes, signed };
  }

  // A time stamp token says when; any other unsigned attribute could be added by anybody on the way.
  private readUnsignedAttributes(attributes: DerReader): Buffer | undefined {
    const attribute = attributes.enter(tags.sequence);
    const type = attribute.readOid();
    const isStamp = type === oids.timeStampToken;
    const rule = 'unsigned attributes are time stamps';
    this.book.demand(rule, isStamp, `unsigned attribute ${type} is not accepted`);
    if (!isStamp) return undefined;
    const values = attribute.enter(tags.set);
    const token = values.whole(tags.sequence);
    values.finish('the time stamp attribute');
    attribute.finish('an attribute');
    this.requireEnd(attributes, rule, 'the unsigned attributes');
    return token;
  }

  private requireEnd(reader: DerReader, rule: MessageRule, what: string): void {
    this.book.demand(rule, reader.isAtEnd, `${what} holds more than it may`);
  }
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
