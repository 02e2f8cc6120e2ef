/** Reads the signed attributes of a CMS signature (RFC 5652 section 11): what the key really put its name to. */
import { readDigestAlgorithm, type DigestName } from './der/algorithms.js';
import { DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { oids } from './der/oids.js';
import { tags } from './der/tags.js';
import type { MessageForm } from './message-form.js';

export interface SignedAttributes {
  readonly messageDigest: Buffer;
  /** Milliseconds, by the signer's own account; a time stamp may leave it out, a document's signature only inside a PDF. */
  readonly signingTime?: number;
  readonly signingCertificate?: { readonly digest: DigestName; readonly hash: Buffer };
  /** Digest named in cmsAlgorithmProtection (RFC 6211), where the signer gave it. */
  readonly protectedDigest?: DigestName;
}

/** `element` is the whole [0] element. Each attribute once, with one value, in DER order. */
export function readSignedAttributes(element: Buffer, form: MessageForm): SignedAttributes {
  const values = new Map<string, DerReader>();
  let previous: Buffer | undefined;
  for (const list = new DerReader(element).enter(tags.context(0)); !list.isAtEnd;) {
    const whole = list.whole(tags.sequence);
    if (previous !== undefined && Buffer.compare(previous, whole) >= 0) {
      throw new DerFault('the signed attributes are not in DER order');
    }
    previous = whole;
    const attribute = new DerReader(whole).enter(tags.sequence);
    const type = attribute.readOid();
    if (values.has(type)) throw new DerFault(`signed attribute ${type} is given twice`);
    values.set(type, attribute.enter(tags.set));
    attribute.finish('an attribute');
  }
  return interpret(values, form);
}

function interpret(values: ReadonlyMap<string, DerReader>, form: MessageForm): SignedAttributes {
  const { contentType } = form;
  if (single(values, oids.contentType, 'contentType', (value) => value.readOid()) !== contentType) {
    throw new DerFault(`the signed content type is not ${contentType === oids.data ? 'id-data' : contentType}`);
  }
  const messageDigest = single(values, oids.messageDigest, 'messageDigest', (value) => value.read(tags.octetString));
  const signingTime = readSigningTime(values, form);
  return {
    messageDigest,
    ...(signingTime !== undefined && { signingTime }),
    ...(values.has(oids.signingCertificateV2) && {
      signingCertificate: single(values, oids.signingCertificateV2, 'signingCertificateV2', readSigningCertificate),
    }),
    ...(values.has(oids.algorithmProtection) && {
      protectedDigest: single(values, oids.algorithmProtection, 'cmsAlgorithmProtection', readProtection),
    }),
  };
}

function readSigningTime(
  values: ReadonlyMap<string, DerReader>,
  { contentType, claimed }: MessageForm,
): number | undefined {
  const isNeeded = contentType === oids.data && claimed === undefined;
  if (!isNeeded && !values.has(oids.signingTime)) return claimed;
  return single(values, oids.signingTime, 'signingTime', (value) => value.readTime());
}

function single<T>(
  values: ReadonlyMap<string, DerReader>,
  type: string,
  name: string,
  read: (value: DerReader) => T,
): T {
  const set = values.get(type);
  if (set === undefined || set.isAtEnd) throw new DerFault(`the signed attribute ${name} is missing`);
  const value = read(set);
  set.finish(`the signed attribute ${name}`);
  return value;
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
