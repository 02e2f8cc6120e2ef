/** Writes DER with node-forge: the few shapes that certificates, CRLs, requests and signatures are made of. */
import forge from 'node-forge';
import { encodeOid } from './oids.js';

const { asn1 } = forge;
const { Class, Type } = asn1;

export type DerNode = forge.asn1.Asn1;

export const encode = (node: DerNode): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'latin1');

/** An element that is already DER. */
export const embed = (der: Buffer): DerNode => asn1.fromDer(der.toString('latin1'));

const leaf = (type: forge.asn1.Type, content: Buffer): DerNode =>
  asn1.create(Class.UNIVERSAL, type, false, content.toString('latin1'));

export const sequence = (...children: DerNode[]): DerNode =>
  asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, children);

/** The caller gives the children in DER order. */
export const setOf = (...children: DerNode[]): DerNode => asn1.create(Class.UNIVERSAL, Type.SET, true, children);

export const context = (number: number, ...children: DerNode[]): DerNode =>
  asn1.create(Class.CONTEXT_SPECIFIC, number, true, children);

/** Context-specific, primitive. */
export const implicit = (number: number, content: Buffer): DerNode =>
  asn1.create(Class.CONTEXT_SPECIFIC, number, false, content.toString('latin1'));

export const oid = (dotted: string): DerNode => leaf(Type.OID, encodeOid(dotted));
export const octets = (content: Buffer): DerNode => leaf(Type.OCTETSTRING, content);
export const nothing = (): DerNode => leaf(Type.NULL, Buffer.alloc(0));
export const yes = (): DerNode => leaf(Type.BOOLEAN, Buffer.of(0xff));
export const enumerated = (value: number): DerNode => leaf(Type.ENUMERATED, Buffer.of(value));
export const utf8 = (text: string): DerNode => leaf(Type.UTF8, Buffer.from(text.normalize('NFC'), 'utf8'));
export const printable = (text: string): DerNode => leaf(Type.PRINTABLESTRING, Buffer.from(text, 'latin1'));

/** Unsigned big-endian bytes, or a non-negative number, as a positive INTEGER without padding. */
export function integer(value: Buffer | number): DerNode {
  const hex = Buffer.isBuffer(value) ? value.toString('hex') : value.toString(16);
  const bare = hex.replace(/^0+(?=.)/, '');
  const bytes = Buffer.from(bare.length % 2 === 0 ? bare : `0${bare}`, 'hex');
  return leaf(Type.INTEGER, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** `unused` low bits of the last byte do not count. */
export const bits = (content: Buffer, unused = 0): DerNode =>
  leaf(Type.BITSTRING, Buffer.concat([Buffer.of(unused), content]));

/** YYMMDDHHMMSSZ until 2049, YYYYMMDDHHMMSSZ after (RFC 5280 4.1.2.5); whole seconds. */
export function time(date: Date): DerNode {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`;
  const year = date.getUTCFullYear();
  if (year < 1950) throw new RangeError(`${date.toISOString()} is too early for a certificate`);
  return year < 2050
    ? leaf(Type.UTCTIME, Buffer.from(digits.slice(2)))
    : leaf(Type.GENERALIZEDTIME, Buffer.from(digits));
}

/** GeneralizedTime with milliseconds where there are any (RFC 3161 2.4.2: no zero at the end of a fraction). */
export function generalizedTime(date: Date): DerNode {
  const [seconds = '', fraction = ''] = date
    .toISOString()
    .replace(/[-T:Z]/g, '')
    .split('.');
  const bare = fraction.replace(/0+$/, '');
  return leaf(Type.GENERALIZEDTIME, Buffer.from(bare === '' ? `${seconds}Z` : `${seconds}.${bare}Z`));
}

/** Members of a SET OF in the order DER asks for (X.690 11.6). */
export const inDerOrder = (nodes: readonly DerNode[]): DerNode[] =>
  nodes
    .map((node) => ({ node, der: encode(node) }))
    .toSorted((a, b) => Buffer.compare(a.der, b.der))
    .map(({ node }) => node);

export const algorithm = (dotted: string): DerNode => sequence(oid(dotted), nothing());
