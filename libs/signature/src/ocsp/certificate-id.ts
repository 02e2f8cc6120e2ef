/** CertID (RFC 6960 4.1.1): how a certificate is named to its authority, by digests of the authority's name and key, and its number. */
import { hash } from 'node:crypto';
import { digestBytes, readDigestAlgorithm, readNamingDigest, type NamingDigest } from '../der/algorithms.js';
import { DerFault } from '../der/der-fault.js';
import type { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { integer, octets, sequence, type DerNode } from '../der/write-der.js';
import { digestAlgorithm } from '../schemes.js';
import type { ParsedCertificate } from '../trust/read-certificate.js';

/** `serial` is lower-case hex, as `ParsedCertificate.serial`. */
export interface CertificateId {
  readonly digest: NamingDigest;
  readonly nameHash: Buffer;
  readonly keyHash: Buffer;
  readonly serial: string;
}

type Authority = Pick<ParsedCertificate, 'subject' | 'keyBits'>;

export const certificateId = (issuer: Authority, serial: string): CertificateId => ({
  digest: 'sha256',
  nameHash: hash('sha256', issuer.subject, 'buffer'),
  keyHash: hash('sha256', issuer.keyBits, 'buffer'),
  serial,
});

export const idNode = ({ digest, nameHash, keyHash, serial }: CertificateId): DerNode =>
  sequence(digestAlgorithm(digest), octets(nameHash), octets(keyHash), integer(Buffer.from(serial, 'hex')));

/** In an answer, which is evidence, SHA-1 is refused as everywhere. */
export const readId = (from: DerReader): CertificateId => readIdBy(readDigestAlgorithm, from);

/** In a question also by SHA-1: whoever asks so is answered so. */
export const readAskedId = (from: DerReader): CertificateId => readIdBy(readNamingDigest, from);

function readIdBy(readDigest: (from: DerReader) => NamingDigest, from: DerReader): CertificateId {
  const id = from.enter(tags.sequence);
  const digest = readDigest(id);
  const [nameHash, keyHash] = [id.read(tags.octetString), id.read(tags.octetString)];
  const serial = id.read(tags.integer).toString('hex');
  id.finish('the name of a certificate');
  if (nameHash.length !== digestBytes[digest] || keyHash.length !== digestBytes[digest]) {
    throw new DerFault(`a digest by ${digest} has ${nameHash.length} and ${keyHash.length} bytes`);
  }
  return { digest, nameHash, keyHash, serial };
}

/** Whether the certificate named is one of this authority: by name and key, since several may bear one name. */
export const isOfIssuer = ({ digest, nameHash, keyHash }: CertificateId, issuer: Authority): boolean =>
  hash(digest, issuer.subject, 'buffer').equals(nameHash) && hash(digest, issuer.keyBits, 'buffer').equals(keyHash);
