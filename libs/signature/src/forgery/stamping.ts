/** A time-stamping authority to forge with, and stamps that are wrong in one thing each. */
import { hash, type KeyObject } from 'node:crypto';
import type { Authority } from '../authority/authority.js';
import { makeRequest } from '../authority/request.js';
import type { DerNode } from '../der/write-der.js';
import { profile } from '../profile.js';
import type { KeptSigner, SignedContent, Signer } from '../shapes.js';
import { writeToken, type StampingAuthority } from '../stamps/answer-stamp-request.js';
import { sha256Imprint } from '../stamps/stamp-request.js';
import { readToken } from '../stamps/read-token.js';
import { signingCertificate, writeSignedMessage } from '../write-signed-message.js';
import { oids } from '../der/oids.js';
import { begin, committee, yearsLater } from './world.js';

/** A stamping authority whose key the spec can see. */
export type Stamper = StampingAuthority & { readonly signer: KeptSigner };

export function makeStamper(
  authority: Authority,
  key: KeyObject,
  from: Date = begin,
  to: Date = yearsLater(4),
): Stamper {
  const certificate = authority.issueService(makeRequest(key, { ...committee, agency: '' }), {
    service: 'time-stamping',
    commonName: 'dấu thời gian',
    from,
    to,
  });
  return { signer: { certificate, key }, policy: profile.stampPolicies[0], accuracyMs: 1000 };
}

/** A token over the bytes, as an authority answers without being asked over a network. */
export const stampOver = (bytes: Buffer, authority: StampingAuthority, at: Date, nonce?: string): Buffer =>
  writeToken(
    { imprint: sha256Imprint(bytes), wantsCertificate: true, ...(nonce !== undefined && { nonce }) },
    authority,
    at,
  );

export const contentStamped = (bytes: Buffer): SignedContent => ({ sha256: hash('sha256', bytes, 'buffer'), bytes });

/** Signs the content of a token anew, with other attributes or another digest than it should have. */
export function resign(
  token: Buffer,
  signer: Signer,
  { attributes = [signingCertificate(signer.certificate)], over }: { attributes?: DerNode[]; over?: Buffer },
): Buffer {
  const read = readToken(token);
  if ('refusal' in read) throw new Error(read.refusal.detail);
  const { content } = read.value;
  const messageDigest = hash('sha256', over ?? content, 'buffer');
  const body = { contentType: oids.timeStampInfo, messageDigest, content, attributes, isCertificateEnclosed: true };
  return writeSignedMessage(body, signer);
}
