/** Reads the signed attributes of a CMS signature (RFC 5652 section 11): what the key really put its name to. */
import { readDigestAlgorithm, type DigestName } from './der/algorithms.js';
import { DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { oids } from './der/oids.js';
import { tags } from './der/tags.js';
import type { MessageForm, SignedAttributes } from './message-form.js';
import type { MessageRule } from './message-rules.js';
import type { Rulebook } from './rulebook.js';

/** `element` is the whole [0] element. Each attribute once, with one value, in DER order. */
export function readSignedAttributes(
  element: Buffer,
  form: MessageForm,
  book: Rulebook<MessageRule>,
): SignedAttributes {
  const values = new Map<string, DerReader>();
  let previous: Buffer | undefined;
  for (const list = new DerReader(element).enter(tags.context(0)); !list.isAtEnd;) {
    const whole = list.whole(tags.sequence);
    const isInOrder = previous === undefined || Buffer.compare(previous, whole) < 0;
    book.demand('attributes in DER order', isInOrder, 'the signed attributes are not in DER order');
    previous = whole;
    const attribute = new DerReader(whole).enter(tags.sequence);
    const type = attribute.readOid();
    book.demand('each attribute once', !values.has(type), `signed attribute ${type} is given twice`);
    values.set(type, attribute.enter(tags.set));
    attribute.finish('an attribute');
  }
  return new AttributeValues(values, book).interpret(form);
}

class AttributeValues {
  constructor(
    private readonly values: ReadonlyMap<string, DerReader>,
    private readonly book: Rulebook<MessageRule>,
  ) {}

  interpret(form: MessageForm): SignedAttributes {
    this.requireContentType(form);
    const messageDigest = this.single(oids.messageDigest, 'messageDigest', (value) => value.read(tags.octetString));
    const signingTime = this.readSigningTime(form);
    const signingCertificate = this.optional(oids.signingCertificateV2, 'signingCertificateV2', readSigningCertificate);
    const protectedDigest = this.optional(oids.algorithmProtection, 'cmsAlgorithmProtection', readProtection);
    return {
      messageDigest,
      ...(signingTime !== undefined && { signingTime }),
      ...(signingCertificate && { signingCertificate }),
      ...(protectedDigest && { protectedDigest }),
    };
  }

  private requireContentType({ contentType }: MessageForm): void {
    if (!this.book.asks('the signed content type is data')) return;
    if (this.single(oids.contentType, 'contentType', (value) => value.readOid()) === contentType) return;
    throw new DerFault(`the signed content type is not ${contentType === oids.data ? 'id-data' : contentType}`);
  }

  private readSigningTime({ contentType, claimed }: MessageForm): number | undefined {
    const isNeeded = contentType === oids.data && claimed === undefined && this.book.asks('a signing time is signed');
    if (!isNeeded && !this.values.has(oids.signingTime)) return claimed;
    return this.single(oids.signingTime, 'signingTime', (value) => value.readTime());
  }

  private optional<T>(type: string, name: string, read: (value: DerReader) => T): T | undefined {
    return this.values.has(type) ? this.single(type, name, read) : undefined;
  }

  private single<T>(type: string, name: string, read: (value: DerReader) => T): T {
    const set = this.values.get(type);
    if (set === undefined || set.isAtEnd) throw new DerFault(`the signed attribute ${name} is missing`);
    const value = read(set);
    const detail = `the signed attribute ${name} holds more than it may`;
    this.book.demand('one value in an attribute', set.isAtEnd, detail);
    return value;
  }
}

/** RFC 5035: the first ESSCertIDv2 is the signer's certificate; SHA-256 where no algorithm is named. */
function readSigningCertificate(value: DerReader): { digest: DigestName; hash: Buffer } {
  const first = value.enter(tags.sequence).enter(tags.sequence).enter(tags.sequence);
  const digest = first.sees(tags.sequence) ? readDigestAlgorithm(first) : 'sha256';
  return { digest, hash: first.read(tags.octetString) };
}

function readProtection(value: DerReader): DigestName {
  return readDigestAlgorithm(value.enter(tags.sequence));
}
