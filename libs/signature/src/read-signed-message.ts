/** Reads CMS SignedData (RFC 5652) under the strict profile: signed attributes in DER, frames also in BER, nothing to choose from. */
import { hash } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { readDigestAlgorithm, readSignerAlgorithm, type DigestName, type SignatureScheme } from './der/algorithms.js';
import { requireDer } from './der/check-der.js';
import { attempt, DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { encodeOid, oids } from './der/oids.js';
import { readBer } from './der/read-ber.js';
import { tags } from './der/tags.js';
import { besideDocument, type MessageForm, type SignedAttributes } from './message-form.js';
import { messageRules, type MessageRule, type MessageRules } from './message-rules.js';
import { fitsVersion } from './message-version.js';
import { profile } from './profile.js';
import { readSignedAttributes } from './read-signed-attributes.js';
import {
  nothingUnsigned,
  readRevocationChoices,
  readUnsignedAttributes,
  type EnclosedEvidence,
  type UnsignedAttributes,
} from './read-unsigned-attributes.js';

/** By issuer (DER name) and serial number (hex) of the certificate, or by its key identifier. */
export type SignerName = { readonly issuer: Buffer; readonly serial: string } | { readonly keyId: Buffer };

/** What one signer signed, and all that came with it. */
export interface SignedMessage extends UnsignedAttributes {
  /** Every certificate enclosed, DER, in the order found. */
  readonly certificates: readonly Buffer[];
  readonly name: SignerName;
  readonly digest: DigestName;
  readonly scheme: SignatureScheme;
  readonly attributes: SignedAttributes;
  /** The bytes the key signed: the attributes as SET OF (RFC 5652 5.4). */
  readonly signed: Buffer;
  readonly signature: Buffer;
  /** What is enclosed, where anything is. */
  readonly content?: Buffer;
}

const signedDataType = encodeOid(oids.signedData);
const signedDataOid = Buffer.concat([Buffer.of(tags.oid, signedDataType.length), signedDataType]);

/** Whether the bytes begin as CMS SignedData does, in DER or in any other encoding of it; if not, they are a placeholder. */
export function looksLikeSignedMessage(bytes: Buffer): boolean {
  if (bytes[0] !== tags.sequence) return false;
  const lengthOctets = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) & 0x7f : 0;
  return bytes.subarray(2 + lengthOctets, 2 + lengthOctets + signedDataOid.length).equals(signedDataOid);
}

/** Of a message by one signer. `book`: all rules, unless a drill leaves one out. */
export function readSignedMessage(
  bytes: Buffer,
  form: MessageForm = besideDocument,
  book: MessageRules = messageRules,
): { readonly value: SignedMessage } | { readonly refusal: Refusal } {
  const read = readSignedMessages(bytes, { ...form, hasOneSigner: true }, book);
  return 'refusal' in read ? read : { value: read.value[0] };
}

/** By each of its signers. */
export function readSignedMessages(
  bytes: Buffer,
  form: MessageForm = besideDocument,
  book: MessageRules = messageRules,
): { readonly value: BySigner } | { readonly refusal: Refusal } {
  const { enclosingBytes: most } = profile;
  if (bytes.length > most) return { refusal: { code: 'signature-malformed', detail: `longer than ${most} bytes` } };
  const asDer = attempt('signature-malformed', () => new MessageReader(form, book).readContentInfo(bytes));
  if ('value' in asDer) return asDer;
  const ber = readBer(bytes, profile.ber);
  if (ber === undefined || ber.isAsWritten(ber.der)) return asDer;
  const isAlone = ber.end === bytes.length || !book.asks('one message and nothing after it');
  if (!isAlone) return asDer;
  return attempt('signature-malformed', () => new MessageReader(form, book, ber.isAsWritten).readContentInfo(ber.der));
}

/** Of a signature beside a document; one where it can not be read. */
export function countSigners(cms: Buffer): number {
  const read = readSignedMessages(cms);
  return 'refusal' in read ? 1 : read.value.length;
}

type BySigner = readonly [SignedMessage, ...SignedMessage[]];

/** Which form is expected, and which rules are asked, goes through all of it. */
class MessageReader {
  constructor(
    private readonly form: MessageForm,
    private readonly book: MessageRules,
    /** Whether a part of the message stood like this in what was received. */
    private readonly isAsWritten: (part: Buffer) => boolean = () => true,
  ) {}

  readContentInfo(bytes: Buffer): BySigner {
    const outside = new DerReader(bytes);
    const info = outside.enter(tags.sequence);
    this.requireEnd(outside, 'one message and nothing after it', 'what was received');
    if (!info.read(tags.oid).equals(signedDataType)) throw new DerFault('not SignedData');
    const wrapped = info.enter(tags.context(0));
    this.requireEnd(info, 'nothing beside the message', 'a ContentInfo');
    const messages = this.readSignedData(wrapped.enter(tags.sequence), bytes.length);
    this.requireEnd(wrapped, 'nothing beside the message', 'the content of a ContentInfo');
    return messages;
  }

  private readSignedData(data: DerReader, size: number): BySigner {
    const version = strictly(data, tags.integer).readSmallInteger();
    const announced = readDigests(data.enter(tags.set));
    const { type, content } = this.readContent(data.enter(tags.sequence));
    const isBounded = size - (content?.length ?? 0) <= profile.signatureBytes;
    this.book.demand('a message of bounded size', isBounded, `longer than ${profile.signatureBytes} bytes`);
    const enclosed = partOf(data, tags.context(0));
    const revocations = partOf(data, tags.context(1));
    const certificates = [...this.readCertificates(enclosed), ...(this.form.certificates ?? [])];
    const evidence = revocations === undefined ? nothingUnsigned : readRevocationChoices(revocations);
    const signers: SignedMessage[] = [];
    for (const set = data.enter(tags.set); !set.isAtEnd && this.mayRead(signers.length);) {
      const signer = this.readSigner(set.enter(tags.sequence), announced, type);
      signers.push({ certificates, ...(content && { content }), ...signer, ...joined(evidence, signer) });
    }
    data.finish('SignedData');
    const namesKeys = signers.some(({ name }) => 'keyId' in name);
    const isStamp = this.form.contentType !== undefined;
    const isFitting =
      fitsVersion(version, { contentType: type, certificates: enclosed, revocations, namesKeys }) &&
      (!isStamp || version > 1);
    this.book.demand('a version of the standard', isFitting, `it does not go with version ${version} of SignedData`);
    const [first, ...others] = signers;
    if (first === undefined) throw new DerFault('nobody signed it');
    return [first, ...others];
  }

  /** Whether a further signer is read; throws where there is one too many. */
  private mayRead(read: number): boolean {
    const { hasOneSigner } = this.form;
    if (hasOneSigner && read > 0) this.book.demand('one signer in a PDF', false, 'there is more than one signer');
    this.book.demand('few signers', read < profile.signersOfMessage, `there are more than ${read} signers`);
    return !hasOneSigner || read === 0;
  }

  private readContent(info: DerReader): { readonly type: string; readonly content?: Buffer } {
    const type = strictly(info, tags.oid).readOid();
    const { contentType, content: place } = this.form;
    if (contentType !== undefined && type !== contentType) throw new DerFault(`the content type is not ${contentType}`);
    const isDocument = contentType !== undefined || type !== oids.timeStampInfo;
    this.book.demand('a time stamp signs no document', isDocument, 'the content type is a time stamp’s');
    if (info.isAtEnd && place !== 'inside') return { type };
    this.book.demand(
      'the content is not enclosed',
      place !== 'beside',
      'the content of a detached signature is enclosed',
    );
    const wrapped = info.enter(tags.context(0));
    const content = wrapped.read(tags.octetString);
    wrapped.finish('the content');
    info.finish('the content');
    return { type, content };
  }

  /** Attribute certificates and other formats (RFC 5652 10.2.2) are passed over: none is a signer's. */
  private readCertificates(element: Buffer | undefined): Buffer[] {
    const certificates: Buffer[] = [];
    if (element === undefined) return certificates;
    const set = new DerReader(element).enter(tags.context(0));
    while (!set.isAtEnd) {
      if (!set.sees(tags.sequence)) set.skip();
      else {
        const certificate = set.whole(tags.sequence);
        if (this.isAsWritten(certificate)) certificates.push(certificate);
      }
    }
    const isFew = certificates.length <= profile.certificatesInSignature;
    this.book.demand('few certificates', isFew, `${certificates.length} certificates are enclosed`);
    return certificates;
  }

  private readSigner(
    signer: DerReader,
    announced: ReadonlySet<DigestName>,
    type: string,
  ): Omit<SignedMessage, 'certificates' | 'content'> {
    const { book } = this;
    const version = strictly(signer, tags.integer).readSmallInteger();
    const isByNumber = signer.sees(tags.sequence);
    const rule = 'a signer’s version says how it is named';
    book.demand(rule, version === (isByNumber ? 1 : 3), `a signer of version ${version} is not named like this`);
    const name = isByNumber ? readNumber(signer) : { keyId: signer.read(tags.implicit(0)) };
    const digest = readDigestAlgorithm(strictly(signer, tags.sequence));
    const isAnnounced = announced.has(digest);
    book.demand('the signer’s digest is announced', isAnnounced, 'the signer’s digest algorithm is not announced');
    const { attributes, signed } = this.readAttributes(signer, type);
    const isBound = book.asks('the scheme goes with the digest');
    const scheme = readSignerAlgorithm(strictly(signer, tags.sequence), digest, isBound);
    const signature = signer.read(tags.octetString);
    const unsigned = signer.isAtEnd ? nothingUnsigned : readUnsignedAttributes(signer.enter(tags.context(1)));
    signer.finish('a signer');
    return { name, digest, scheme, attributes, signed, signature, ...unsigned };
  }

  private readAttributes(signer: DerReader, type: string): Pick<SignedMessage, 'attributes' | 'signed'> {
    const { unattributed, claimed } = this.form;
    if (!signer.sees(tags.context(0)) && unattributed !== undefined) return unattributed;
    // Without signed attributes, the attributes of a genuine signature could be passed off as a signed document.
    if (!signer.sees(tags.context(0))) throw new DerFault('signed attributes are missing');
    const element = signer.whole(tags.context(0));
    requireDer(element);
    this.book.demand('signed attributes are DER', this.isAsWritten(element), 'the signed attributes are not DER');
    const signed = Buffer.from(element);
    const attributes = readSignedAttributes(signed, type, claimed, this.book);
    signed[0] = tags.set;
    return { attributes, signed };
  }

  private requireEnd(reader: DerReader, rule: MessageRule, what: string): void {
    this.book.demand(rule, reader.isAtEnd, `${what} holds more than it may`);
  }
}

/** The next element, which must be DER all the way down. */
function strictly(reader: DerReader, tag: number): DerReader {
  const element = reader.whole(tag);
  requireDer(element);
  return new DerReader(element);
}

/** Others may be announced that nobody here uses. */
function readDigests(algorithms: DerReader): Set<DigestName> {
  const digests = new Set<DigestName>();
  while (!algorithms.isAtEnd) {
    const element = strictly(algorithms, tags.sequence);
    const read = attempt('algorithm-refused', () => readDigestAlgorithm(element));
    if ('value' in read) digests.add(read.value);
  }
  return digests;
}

const partOf = (data: DerReader, tag: number): Buffer | undefined => (data.sees(tag) ? data.whole(tag) : undefined);

function readNumber(signer: DerReader): SignerName {
  const name = strictly(signer, tags.sequence).enter(tags.sequence);
  const issuer = name.whole(tags.sequence);
  const serial = name.read(tags.integer).toString('hex');
  name.finish('the name of the signer');
  return { issuer, serial };
}

const joined = (one: EnclosedEvidence, other: EnclosedEvidence): EnclosedEvidence => ({
  lists: [...one.lists, ...other.lists],
  answers: [...one.answers, ...other.answers],
});

/** Whether an ESSCertIDv2 hash, where the signer gave one, is this certificate's. */
export function fitsSigningCertificate(message: SignedMessage, certificate: Buffer): boolean {
  const { signingCertificate } = message.attributes;
  if (signingCertificate === undefined) return true;
  return hash(signingCertificate.digest, certificate, 'buffer').equals(signingCertificate.hash);
}
