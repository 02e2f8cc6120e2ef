/** Whether the names of a certificate keep to a constraint above it (RFC 5280 4.2.1.10, 6.1.3 b and c). */
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import type { ParsedCertificate } from '../trust/read-certificate.js';
import { nameKinds, type GeneralName } from './general-names.js';
import { relativeNames } from './names.js';
import type { NameConstraints } from './read-public-extensions.js';

/** Why they do not; undefined when they do. */
export function constraintFault(certificate: ParsedCertificate, constraints: NameConstraints): string | undefined {
  for (const name of namesOf(certificate)) {
    const ofKind = ({ kind }: GeneralName): boolean => kind === name.kind;
    const [permitted, excluded] = [constraints.permitted.filter(ofKind), constraints.excluded.filter(ofKind)];
    if (permitted.length + excluded.length === 0) continue;
    const within = comparisons.get(name.kind);
    // A constraint on a kind of names that is not read here must not be passed over.
    if (within === undefined) return `a constraint on names of kind ${name.kind} is not understood`;
    if (excluded.some(({ content }) => within(name.content, content) !== false)) return 'a name is excluded above';
    if (permitted.length > 0 && !permitted.some(({ content }) => within(name.content, content) === true)) {
      return 'a name is not among those permitted above';
    }
  }
  return undefined;
}

/** The subject, the alternative names, and where none of them is a mail address those in the subject. */
function namesOf({ subject, extensions }: ParsedCertificate): GeneralName[] {
  const alternatives = extensions.beyond?.alternativeNames ?? [];
  const isNamed = relativeNames(subject).length > 0;
  const mails = alternatives.some(({ kind }) => kind === nameKinds.mail) ? [] : mailsIn(subject);
  return [
    ...(isNamed ? [{ kind: nameKinds.directory, content: subject }] : []),
    ...alternatives,
    ...mails.map((content) => ({ kind: nameKinds.mail, content })),
  ];
}

/** One byte a character for all that a mail address has: IA5String, UTF8String, PrintableString. */
const byteStrings: ReadonlySet<number> = new Set([0x16, tags.utf8String, tags.printableString]);

/** One that is written otherwise can not be compared: it stands there empty. */
function mailsIn(subject: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const list = new DerReader(subject).enter(tags.sequence); !list.isAtEnd;) {
    for (const set = list.enter(tags.set); !set.isAtEnd;) {
      const attribute = set.enter(tags.sequence);
      const isMail = attribute.readOid() === oids.mailAddress;
      const value = attribute.wholeNext();
      if (isMail)
        found.push(byteStrings.has(value[0] ?? 0) ? new DerReader(value).read(value[0] ?? 0) : Buffer.alloc(0));
    }
  }
  return found;
}

/** Undefined where the name can not be held against it: neither permitted nor sure not to be excluded. */
type Comparison = (name: Buffer, base: Buffer) => boolean | undefined;

const comparisons: ReadonlyMap<number, Comparison> = new Map<number, Comparison>([
  [nameKinds.directory, isBelow],
  [nameKinds.mail, isMailWithin],
  [nameKinds.host, (name, base) => compared(lowerCase(name), (host) => isHostWithin(host, lowerCase(base)))],
  [nameKinds.uri, isUriWithin],
  [nameKinds.address, isAddressWithin],
]);

const lowerCase = (bytes: Buffer): string => bytes.toString('latin1').toLowerCase();

function isBelow(name: Buffer, base: Buffer): boolean {
  const [own, above] = [relativeNames(name), relativeNames(base)];
  return above.every((part, index) => own[index] === part);
}

/** Not with a dot at its end, a joker or an escape: other names could mean the same host. */
const compared = (host: string, isWithin: (host: string) => boolean): boolean | undefined =>
  /^[a-z\d_-]+(\.[a-z\d_-]+)*$/.test(host) ? isWithin(host) : undefined;

/** With labels added on the left. */
const isHostWithin = (host: string, base: string): boolean =>
  base === '' || host === base || host.endsWith(base.startsWith('.') ? base : `.${base}`);

/** A base with a leading dot is a domain, without a single host. */
const isHostOrDomain = (host: string, base: string): boolean =>
  base.startsWith('.') ? host.endsWith(base) : host === base;

function isMailWithin(name: Buffer, base: Buffer): boolean | undefined {
  const [mail, limit] = [name.toString('latin1'), base.toString('latin1')];
  const at = mail.lastIndexOf('@');
  if (at < 0) return undefined;
  const limitAt = limit.lastIndexOf('@');
  return compared(mail.slice(at + 1).toLowerCase(), (host) =>
    limitAt < 0
      ? isHostOrDomain(host, limit.toLowerCase())
      : mail.slice(0, at) === limit.slice(0, limitAt) && host === limit.slice(limitAt + 1).toLowerCase(),
  );
}

function isUriWithin(name: Buffer, base: Buffer): boolean | undefined {
  const [, host = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/.exec(lowerCase(name)) ?? [];
  return compared(host, (one) => isHostOrDomain(one, lowerCase(base)));
}

/** The base is an address and a mask of the same length. */
function isAddressWithin(name: Buffer, base: Buffer): boolean | undefined {
  if (base.length !== name.length * 2) return undefined;
  return name.every((byte, index) => {
    const mask = base[name.length + index] ?? 0;
    return (byte & mask) === ((base[index] ?? 0) & mask);
  });
}
