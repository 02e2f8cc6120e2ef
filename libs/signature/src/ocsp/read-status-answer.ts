/** Reads an OCSP answer (RFC 6960 4.2.1) strictly: successful, basic, each certificate once, every one with a next update. */
import { hash } from 'node:crypto';
import type { Refusal } from '@lienthong/edxml';
import { readSignatureAlgorithm } from '../der/algorithms.js';
import { requireDer } from '../der/check-der.js';
import { attempt, DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { profile } from '../profile.js';
import type { SignedStructure } from '../schemes.js';
import { readRawExtensions } from '../trust/read-extensions.js';
import { reasonNumbers, type Revoked } from '../trust/revocation-reasons.js';
import type { CertificateStatus } from '../trust/revocation.js';
import { readId, type CertificateId } from './certificate-id.js';
import { readNonce } from './status-request.js';

/** `responder` is the DER name, or the SHA-1 of the key: an identifier that RFC 6960 prescribes, on which nothing rests. */
export interface StatusAnswer extends SignedStructure {
  readonly der: Buffer;
  /** SHA-256 of `der`, lower-case hex. */
  readonly digest: string;
  readonly responder: { readonly name: Buffer } | { readonly keySha1: Buffer };
  readonly producedAt: number;
  readonly singles: readonly SingleAnswer[];
  /** Lower-case hex. */
  readonly nonce?: string;
  /** Enclosed, DER. */
  readonly certificates: readonly Buffer[];
}

export interface SingleAnswer extends CertificateStatus {
  readonly id: CertificateId;
}

const singleExtensions: ReadonlySet<string> = new Set([oids.ocspArchiveCutoff]);
const SUCCESSFUL = 0;

export function readStatusAnswer(source: Buffer): { readonly value: StatusAnswer } | { readonly refusal: Refusal } {
  return attempt('signature-malformed', () => readResponse(Buffer.from(source)));
}

function readResponse(der: Buffer): StatusAnswer {
  requireDer(der);
  const response = new DerReader(der).enter(tags.sequence);
  const status = response.read(tags.enumerated)[0] ?? -1;
  if (status !== SUCCESSFUL) throw new DerFault(`the responder gave no answer (status ${status})`, 'revocation-stale');
  const wrapped = response.enter(tags.context(0)).enter(tags.sequence);
  response.finish('an OCSP response');
  if (wrapped.readOid() !== oids.ocspBasic) throw new DerFault('the answer is not a basic one');
  const basic = wrapped.read(tags.octetString);
  wrapped.finish('the content of an OCSP response');
  requireDer(basic);
  const digest = hash('sha256', der, 'hex');
  return { der, digest, ...readBasic(new DerReader(basic).enter(tags.sequence), digest) };
}

function readBasic(basic: DerReader, digest: string): Omit<StatusAnswer, 'der' | 'digest'> {
  const signed = basic.whole(tags.sequence);
  const scheme = readSignatureAlgorithm(basic);
  const signature = basic.readBits();
  const certificates: Buffer[] = [];
  if (basic.sees(tags.context(0))) {
    for (const list = basic.enter(tags.context(0)).enter(tags.sequence); !list.isAtEnd;) {
      certificates.push(list.whole(tags.sequence));
    }
  }
  basic.finish('a basic answer');
  if (certificates.length > profile.certificatesInAnswer) {
    throw new DerFault(`${certificates.length} certificates are enclosed`);
  }
  return { ...readData(new DerReader(signed).enter(tags.sequence), digest), signed, scheme, signature, certificates };
}

function readData(
  data: DerReader,
  digest: string,
): Pick<StatusAnswer, 'responder' | 'producedAt' | 'singles' | 'nonce'> {
  const responder = data.sees(tags.context(1))
    ? { name: data.enter(tags.context(1)).whole(tags.sequence) }
    : { keySha1: data.enter(tags.context(2)).read(tags.octetString) };
  const producedAt = data.readGeneralizedTime();
  const singles: SingleAnswer[] = [];
  for (const list = data.enter(tags.sequence); !list.isAtEnd;) {
    const single = readSingle(list.enter(tags.sequence), digest);
    if (singles.some(({ serial }) => serial === single.serial)) throw new DerFault('a certificate is answered twice');
    singles.push(single);
  }
  const nonce = data.sees(tags.context(1)) ? readNonce(data.enter(tags.context(1))) : undefined;
  data.finish('the signed part of an answer');
  return { responder, producedAt, singles, ...(nonce !== undefined && { nonce }) };
}

function readSingle(single: DerReader, digest: string): SingleAnswer {
  const id = readId(single);
  const status = readStatus(single);
  const thisUpdate = single.readGeneralizedTime();
  // RFC 6960 4.2.2.1: without it newer information is always available, so that the answer proves nothing.
  if (!single.sees(tags.context(0))) throw new DerFault('the answer names no next update', 'revocation-stale');
  const nextUpdate = single.enter(tags.context(0)).readGeneralizedTime();
  const archiveCutoff = single.isAtEnd ? undefined : readArchiveCutoff(single.enter(tags.context(1)));
  single.finish('a single answer');
  const { serial } = id;
  return {
    ...{ id, serial, digest, thisUpdate, nextUpdate, ...status },
    ...(archiveCutoff !== undefined && { archiveCutoff }),
  };
}

function readStatus(single: DerReader): Pick<CertificateStatus, 'status' | 'revoked'> {
  if (single.sees(tags.context(1))) return { status: 'revoked', revoked: readRevoked(single.enter(tags.context(1))) };
  const status = single.sees(tags.implicit(0)) ? 'good' : 'unknown';
  if (single.read(tags.implicit(status === 'good' ? 0 : 2)).length > 0)
    throw new DerFault('a status holds more than it may');
  return { status };
}

function readRevoked(info: DerReader): Revoked {
  const since = info.readGeneralizedTime();
  if (info.isAtEnd) return { since };
  const reason = info.enter(tags.context(0)).readReason();
  info.finish('a revocation');
  if (!reasonNumbers.has(reason)) throw new DerFault(`reason ${reason} has no place in an answer`);
  return { since, reason };
}

function readArchiveCutoff(wrapped: DerReader): number | undefined {
  const found = readRawExtensions(wrapped.enter(tags.sequence), singleExtensions).get(oids.ocspArchiveCutoff);
  return found === undefined ? undefined : new DerReader(found.value).readGeneralizedTime();
}
