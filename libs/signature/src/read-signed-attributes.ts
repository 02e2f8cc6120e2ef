/** Reads the signed attributes of a CMS signature (RFC 5652 section 11): what the key really put its name to. */
import { readDigestAlgorithm, type DigestName } from './der/algorithms.js';
import { DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { oids } from './der/oids.js';
import { tags } from './der/tags.js';
import type { SignedAttributes } from './message-form.js';
import type { MessageRules } from './message-rules.js';

/**
 * `element` is the whole [0] element, DER: in order, and each attribute that is read once, with one value. `contentType` is the
 * content's, `claimed` the time (milliseconds) that stands for signingTime where there is none.
 */
export function readSignedAttributes(
  element: Buffer,
  contentType: string,
  claimed: number | undefined,
  book: MessageRules,
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
    const isFirst = !values.has(type) || !readTypes.has(type);
    book.demand('each attribute once', isFirst, `signed attribute ${type} is given twice`);
    values.set(type, attribute.enter(tags.set));
    attribute.finish('an attribute');
  }
  return new AttributeValues(values, book).interpret(contentType, claimed);
}

/** Others may come several times: CAdES has some that do. */
const readTypes: ReadonlySet<string> = new Set([
  ...[oids.contentType, oids.messageDigest, oids.signingTime, oids.algorithmProtection],
  ...[oids.signingCertificateV1, oids.signingCertificateV2],
]);

class AttributeValues {
  constructor(
    private readonly values: ReadonlyMap<string, DerReader>,
    private readonly book: MessageRules,
  ) {}

  interpret(contentType: string, claimed: number | undefined): SignedAttributes {
    this.requireContentType(contentType);
    const messageDigest = this.single(oids.messageDigest, 'messageDigest', (value) => value.read(tags.octetString));
    const signingTime = this.optional(oids.signingTime, 'signingTime', (value) => value.readTime()) ?? claimed;
    const signingCertificate = this.optional(oids.signingCertificateV2, 'signingCertificateV2', readSigningCertificate);
    const protectedDigest = this.optional(oids.algorithmProtection, 'cmsAlgorithmProtection', readProtection);
    return {
      messageDigest,
      ...(signingTime !== undefined && { signingTime }),
      ...(signingCertificate && { signingCertificate }),
      ...(protectedDigest && { protectedDigest }),
      ...(this.values.has(oids.signingCertificateV1) && { namesCertificateBySha1: true }),
    };
  }

  private requireContentType(expected: string): void {
    const type = this.single(oids.contentType, 'contentType', (value) => value.readOid());
    const detail = `the signed content type is ${type}, the content is ${expected}`;
    this.book.demand('the signed content type is the content’s', type === expected, detail);
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
