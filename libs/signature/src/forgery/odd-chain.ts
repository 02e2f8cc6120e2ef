/** Chains of certificates and lists that are wrong in one thing each, signed by keys made once. */
import { randomBytes, type KeyObject } from 'node:crypto';
import { makeKey, publicKeyInfo, subjectName } from '../authority/request.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  purposes,
  subjectKeyIdentifier,
  writeCertificate,
  writeName,
  type CertificateBody,
} from '../authority/write-certificate.js';
import { writeCrl, type CrlBody } from '../authority/write-crl.js';
import type { SignatureScheme } from '../der/algorithms.js';
import { oids } from '../der/oids.js';
import { profile } from '../profile.js';
import { begin, committee, yearsLater } from './world.js';

export interface ChainKeys {
  readonly root: KeyObject;
  readonly issuing: KeyObject;
  readonly signer: KeyObject;
}

export async function makeChainKeys(): Promise<ChainKeys> {
  const [root, issuing, signer] = await Promise.all([makeKey(), makeKey(), makeKey()]);
  return { root, issuing, signer };
}

/** Replaces parts of what would be right; `by` is the key that signs instead. */
export interface ChainOddity {
  readonly root?: Partial<CertificateBody> & { readonly by?: KeyObject };
  readonly issuing?: Partial<CertificateBody> & { readonly by?: KeyObject };
  readonly signer?: Partial<CertificateBody> & { readonly by?: KeyObject; readonly scheme?: SignatureScheme };
  readonly list?: Partial<CrlBody> & { readonly by?: KeyObject };
}

export interface OddChain {
  readonly anchors: Buffer[];
  readonly intermediates: Buffer[];
  readonly signer: Buffer;
  readonly crls: Buffer[];
}

export const nameOf = (text: string): Buffer => writeName([[oids.commonName, text]]);
export const rootName = nameOf('Gốc');
export const issuingName = nameOf('Cấp');

export function oddChain(keys: ChainKeys, oddity: ChainOddity = {}): OddChain {
  const [root, issuing, signer] = [publicKeyInfo(keys.root), publicKeyInfo(keys.issuing), publicKeyInfo(keys.signer)];
  const dates = { from: begin, to: yearsLater(19) };
  const authority = (own: Buffer, issuer: Buffer, pathLength: number) => [
    authorityKeyIdentifier(issuer),
    subjectKeyIdentifier(own),
    basicConstraints(pathLength),
    keyUsage(0x06),
  ];
  const bodies = {
    root: { ...dates, subject: rootName, issuer: rootName, publicKey: root, extensions: authority(root, root, 1) },
    issuing: {
      ...dates,
      subject: issuingName,
      issuer: rootName,
      publicKey: issuing,
      extensions: authority(issuing, root, 0),
    },
    signer: {
      ...dates,
      to: yearsLater(4),
      subject: subjectName(committee),
      issuer: issuingName,
      publicKey: signer,
      extensions: signerExtensions(keys),
    },
  };
  const serial = (): Buffer => Buffer.concat([Buffer.of(0x55), randomBytes(15)]);
  const goodList = { number: 7, thisUpdate: begin, nextUpdate: yearsLater(2), revocations: [] };
  const list = { ...goodList, issuer: issuingName, ...oddity.list };
  const rootList = { ...goodList, number: list.number, issuer: rootName };
  return {
    anchors: [writeCertificate({ serial: serial(), ...bodies.root, ...oddity.root }, oddity.root?.by ?? keys.root)],
    intermediates: [
      writeCertificate({ serial: serial(), ...bodies.issuing, ...oddity.issuing }, oddity.issuing?.by ?? keys.root),
    ],
    signer: writeCertificate(
      { serial: serial(), ...bodies.signer, ...oddity.signer },
      oddity.signer?.by ?? keys.issuing,
      oddity.signer?.scheme,
    ),
    crls: [writeCrl(rootList, keys.root), writeCrl(list, oddity.list?.by ?? keys.issuing)],
  };
}

/** Extensions of a signer's certificate, in the order: authority key, own key, constraint, usage, purpose. */
export const signerExtensions = (keys: ChainKeys) => [
  authorityKeyIdentifier(publicKeyInfo(keys.issuing)),
  subjectKeyIdentifier(publicKeyInfo(keys.signer)),
  basicConstraints(),
  keyUsage(0xc0),
  purposes(profile.purpose),
];
