/** Signatures that are wrong in one thing each: a CMS writer in which every part can be replaced. */
import { hash, sign } from 'node:crypto';
import { oids } from '../der/oids.js';
import {
  algorithm,
  context,
  embed,
  encode,
  integer,
  octets,
  oid,
  sequence,
  setOf,
  time,
  type DerNode,
} from '../der/write-der.js';
import type { KeptSigner } from '../shapes.js';
import { readCertificate } from '../trust/read-certificate.js';
import { at, document } from './world.js';

export type Digest = 'sha256' | 'sha384' | 'sha512';

/** What can be wrong with a signature; all that is left out is right. */
export interface Oddity {
  readonly digest?: Digest;
  readonly version?: number;
  readonly announced?: DerNode[];
  readonly content?: DerNode;
  readonly certificates?: DerNode[];
  readonly lists?: DerNode[];
  readonly signers?: (good: DerNode) => DerNode[];
  readonly signerVersion?: number;
  readonly signerName?: DerNode;
  readonly signerDigest?: DerNode;
  readonly attributes?: (good: DerNode[]) => DerNode[];
  readonly withoutAttributes?: boolean;
  readonly signatureAlgorithm?: DerNode;
  readonly unsigned?: DerNode[];
  readonly signature?: Buffer;
}

export const attribute = (type: string, ...values: DerNode[]): DerNode => sequence(oid(type), setOf(...values));

export function oddSignature(signer: KeptSigner, oddity: Oddity = {}): Buffer {
  const digest = oddity.digest ?? 'sha256';
  const signerInfo = oddSigner(signer, digest, oddity);
  return encode(
    sequence(
      oid(oids.signedData),
      context(
        0,
        sequence(
          integer(oddity.version ?? 1),
          setOf(...(oddity.announced ?? [algorithm(oids[digest])])),
          oddity.content ?? sequence(oid(oids.data)),
          ...(oddity.certificates?.length === 0
            ? []
            : [context(0, ...(oddity.certificates ?? [embed(signer.certificate)]))]),
          ...(oddity.lists === undefined ? [] : [context(1, ...oddity.lists)]),
          setOf(...(oddity.signers?.(signerInfo) ?? [signerInfo])),
        ),
      ),
    ),
  );
}

/** contentType, signingTime, messageDigest: the signed attributes as they should be. */
export const goodAttributes = (digest: Digest, content: Buffer = document, signingTime: Date = at): DerNode[] => [
  attribute(oids.contentType, oid(oids.data)),
  attribute(oids.signingTime, time(signingTime)),
  attribute(oids.messageDigest, octets(hash(digest, content, 'buffer'))),
];

function oddSigner(signer: KeptSigner, digest: Digest, oddity: Oddity): DerNode {
  const { issuer, serial } = readCertificate(signer.certificate);
  const good = goodAttributes(digest);
  const attributes = oddity.attributes?.(good) ?? good;
  const signed = oddity.withoutAttributes === true ? document : encode(setOf(...attributes));
  return sequence(
    integer(oddity.signerVersion ?? 1),
    oddity.signerName ?? sequence(embed(issuer), integer(Buffer.from(serial, 'hex'))),
    oddity.signerDigest ?? algorithm(oids[digest]),
    ...(oddity.withoutAttributes === true ? [] : [context(0, ...attributes)]),
    oddity.signatureAlgorithm ?? algorithm(oids.rsaEncryption),
    octets(oddity.signature ?? sign(digest, signed, signer.key)),
    ...(oddity.unsigned === undefined ? [] : [context(1, ...oddity.unsigned)]),
  );
}
