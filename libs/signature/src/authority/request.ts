/** How an agency asks for a certificate: it makes its own key and a PKCS#10 request (RFC 2986) that proves it has it. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Refusal } from '@lienthong/edxml';
import { readSignatureAlgorithm } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { attempt, DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { context, embed, integer, sequence } from '../der/write-der.js';
import { profile } from '../profile.js';
import type { CertificateKind } from '../shapes.js';
import { verifies } from '../schemes.js';
import { publicKeyOf, type SigningKey } from '../signing-key.js';
import { readName } from '../trust/read-name.js';
import { readPublicKey } from '../trust/read-public-key.js';
import { signStructure, writeName } from './write-certificate.js';

/** `agency` is the agency's code, or a place's hub code for kind `place`. */
export interface RequestSubject {
  readonly agency: string;
  readonly commonName: string;
  readonly kind: CertificateKind;
}

const makeKeyPair = promisify(generateKeyPair);

/**
 * A private key, made in the thread pool. Signers of documents have RSA-2048 (about 80 ms of one core to make, 0.7 ms to
 * sign, 256 bytes); places, which sign every batch they hand on, have P-256 (a fortieth of the work, 71 bytes).
 */
export async function makeKey(kind?: CertificateKind): Promise<KeyObject> {
  if (kind === 'place') return (await makeKeyPair('ec', { namedCurve: 'P-256' })).privateKey;
  return makeRsaKey(2048);
}

export async function makeRsaKey(modulusLength: number): Promise<KeyObject> {
  return (await makeKeyPair('rsa', { modulusLength, publicExponent: profile.exponent })).privateKey;
}

/** PKCS#10, DER. */
export function makeRequest(key: SigningKey, subject: RequestSubject): Buffer {
  return signStructure(sequence(integer(0), embed(subjectName(subject)), embed(publicKeyInfo(key)), context(0)), key);
}

/** SubjectPublicKeyInfo (DER) of a private key. */
export const publicKeyInfo = (key: SigningKey): Buffer => publicKeyOf(key).export({ type: 'spki', format: 'der' });

/** The subject of a signer's certificate (DER). */
export const subjectName = ({ agency, commonName, kind }: RequestSubject): Buffer =>
  writeName([
    [oids.country, 'VN'],
    [profile.kindAttribute, kind],
    [profile.agencyAttribute, agency],
    [profile.nameAttribute, commonName],
  ]);

/** The agency's code as the subject says it, and the public key (SubjectPublicKeyInfo, DER). */
export interface CertificateRequest {
  readonly agency: string;
  readonly publicKey: Buffer;
}

/** Reads a PKCS#10 request (DER): what it asks for, or why it proves nothing. */
export const judgeRequest = (der: Buffer): { readonly value: CertificateRequest } | { readonly refusal: Refusal } =>
  attempt('request-invalid', () => parseRequest(der));

/** What a request asks for; throws when it proves nothing. */
export function readRequest(der: Buffer): CertificateRequest {
  const outcome = judgeRequest(der);
  if ('refusal' in outcome) throw new Error(`certificate request: ${outcome.refusal.detail}`);
  return outcome.value;
}

function parseRequest(der: Buffer): CertificateRequest {
  requireDer(der);
  const request = new DerReader(der).enter(tags.sequence);
  const signed = request.whole(tags.sequence);
  const scheme = readSignatureAlgorithm(request);
  const signature = request.readBits();
  request.finish('a request');
  const body = new DerReader(signed).enter(tags.sequence);
  if (body.readSmallInteger() !== 0) throw new DerFault('only version 1 requests are accepted');
  const parts = readName(body.whole(tags.sequence));
  const publicKey = body.whole(tags.sequence);
  if (!verifies({ signed, scheme, signature }, readPublicKey(publicKey).publicKey)) {
    throw new DerFault('its signature does not prove possession of the key', 'signature-invalid');
  }
  return { agency: parts.get(profile.agencyAttribute) ?? '', publicKey };
}
