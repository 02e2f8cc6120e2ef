/** Reads the extensions of a certificate or CRL (RFC 5280 4.2, 5.2) that the profile knows. */
import { requireDer } from '../der/check-der.js';
import { DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { publicTypes, readPublicExtensions, type PublicExtensions } from '../rfc5280/read-public-extensions.js';
import { pathRules, type PathRules } from './path-rules.js';

export interface RawExtension {
  readonly critical: boolean;
  readonly value: Buffer;
}

/** `keyUsage` is the first byte of the bit string: 0x80 digitalSignature, 0x40 nonRepudiation, 0x04 keyCertSign, 0x02 cRLSign. */
export interface CertificateExtensions {
  readonly isAuthority: boolean;
  readonly pathLength?: number;
  readonly keyUsage: number;
  readonly isKeyUsageCritical: boolean;
  /** Without one, the key may be used for anything (RFC 5280 4.2.1.3); the strict profile asks for one. */
  readonly isKeyUsageGiven: boolean;
  readonly isConstraintCritical: boolean;
  readonly purposes: readonly string[];
  readonly isPurposeCritical: boolean;
  /** id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1): the authority vouches for this responder for its whole, short life. */
  readonly isNeverRevoked: boolean;
  readonly subjectKeyId?: Buffer;
  readonly authorityKeyId?: Buffer;
  /** Where RFC 5280 alone is asked: the strict profile reads none of these. */
  readonly beyond?: PublicExtensions;
}

const strictTypes: ReadonlySet<string> = new Set([
  oids.basicConstraints,
  oids.keyUsage,
  oids.extendedKeyUsage,
  oids.subjectKeyIdentifier,
  oids.authorityKeyIdentifier,
  oids.ocspNoCheck,
]);
const knownTypes: ReadonlySet<string> = new Set([...strictTypes, ...publicTypes]);

/** Extensions by dotted type; one given twice, or critical and not in `knownTypes`, is a fault. */
export function readRawExtensions(
  list: DerReader,
  knownTypes: ReadonlySet<string>,
  book: PathRules = pathRules,
): Map<string, RawExtension> {
  const found = new Map<string, RawExtension>();
  while (!list.isAtEnd) {
    const extension = list.enter(tags.sequence);
    const type = extension.readOid();
    const critical = extension.readFlag();
    const value = extension.read(tags.octetString);
    extension.finish('an extension');
    book.demand('each extension once', !found.has(type), `extension ${type} is given twice`);
    const isKnown = knownTypes.has(type);
    const detail = `critical extension ${type} is not understood`;
    book.demand('critical extensions are understood', isKnown || !critical, detail);
    if (isKnown) requireDer(value);
    found.set(type, { critical, value });
  }
  return found;
}

export function readExtensions(list: DerReader, book: PathRules): CertificateExtensions {
  const isPublic = book.asks('RFC 5280 and no more');
  const found = readRawExtensions(list, isPublic ? knownTypes : strictTypes, book);
  // Even where it is not critical: enforcing it is not written, so it must not be passed over.
  book.demand('no name constraints', !found.has(oids.nameConstraints), 'name constraints are not accepted');
  const keyUsage = found.get(oids.keyUsage);
  const purposes = found.get(oids.extendedKeyUsage);
  const subjectKey = found.get(oids.subjectKeyIdentifier);
  const authorityKey = found.get(oids.authorityKeyIdentifier);
  return {
    ...readConstraints(found.get(oids.basicConstraints)),
    keyUsage: keyUsage === undefined ? 0 : readUsage(keyUsage.value),
    isKeyUsageCritical: keyUsage?.critical ?? false,
    isKeyUsageGiven: keyUsage !== undefined,
    purposes: purposes === undefined ? [] : readPurposes(purposes.value),
    isPurposeCritical: purposes?.critical ?? false,
    isNeverRevoked: found.has(oids.ocspNoCheck),
    ...(subjectKey && { subjectKeyId: new DerReader(subjectKey.value).read(tags.octetString) }),
    ...(authorityKey && readAuthorityKey(authorityKey.value)),
    ...(isPublic && { beyond: readPublicExtensions(found) }),
  };
}

type Constraints = Pick<CertificateExtensions, 'isAuthority' | 'pathLength' | 'isConstraintCritical'>;

function readConstraints(extension: RawExtension | undefined): Constraints {
  if (extension === undefined) return { isAuthority: false, isConstraintCritical: false };
  const constraints = new DerReader(extension.value).enter(tags.sequence);
  const isAuthority = constraints.readFlag();
  const pathLength = constraints.isAtEnd ? undefined : constraints.readSmallInteger();
  constraints.finish('a basic constraint');
  return { isAuthority, isConstraintCritical: extension.critical, ...(pathLength !== undefined && { pathLength }) };
}

function readUsage(value: Buffer): number {
  const content = new DerReader(value).read(tags.bitString);
  if (content.length > 2) throw new DerFault('key usage "decipher only" is not accepted');
  return content[1] ?? 0;
}

function readPurposes(value: Buffer): string[] {
  const purposes: string[] = [];
  for (const list = new DerReader(value).enter(tags.sequence); !list.isAtEnd;) purposes.push(list.readOid());
  return purposes;
}

function readAuthorityKey(value: Buffer): { authorityKeyId?: Buffer } {
  const identifier = new DerReader(value).enter(tags.sequence);
  const tag = tags.implicit(0);
  return identifier.sees(tag) ? { authorityKeyId: identifier.read(tag) } : {};
}
