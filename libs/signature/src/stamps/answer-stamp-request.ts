/** Answers time stamp requests: TimeStampResp (RFC 3161 2.4.2), with a token or with the reason why there is none. */
import { hash, randomBytes } from 'node:crypto';
import type { SignatureScheme } from '../der/algorithms.js';
import { attempt } from '../der/der-fault.js';
import { oids } from '../der/oids.js';
import {
  bits,
  encode,
  embed,
  generalizedTime,
  implicit,
  integer,
  oid,
  sequence,
  time,
  utf8,
  type DerNode,
} from '../der/write-der.js';
import { usualScheme } from '../schemes.js';
import type { Signer } from '../shapes.js';
import { attribute, signingCertificate, writeSignedMessage } from '../write-signed-message.js';
import { imprintNode, readStampRequest, type StampRequest } from './stamp-request.js';

/** The authority that stamps: its key, its policy, and its clock's word on its own accuracy. */
export interface StampingAuthority {
  readonly signer: Signer;
  readonly policy: string;
  readonly accuracyMs: number;
  readonly scheme?: SignatureScheme;
}

/** PKIFailureInfo: bit numbers of RFC 3161 2.4.2. */
const failures = { badAlgorithm: 0, badDataFormat: 5, unacceptedPolicy: 15 } as const;
const GRANTED = 0;
const REJECTION = 2;

/** TimeStampResp (DER). `at` is official time; serial numbers are random, and so unique over restarts (2.4.2). */
export function answerStampRequest(request: Buffer, authority: StampingAuthority, at: Date): Buffer {
  const read = attempt('request-invalid', () => readStampRequest(request));
  if ('refusal' in read) {
    const isAlgorithm = read.refusal.code === 'algorithm-refused';
    return rejection(isAlgorithm ? 'badAlgorithm' : 'badDataFormat', read.refusal.detail);
  }
  const { policy = authority.policy } = read.value;
  if (policy !== authority.policy) return rejection('unacceptedPolicy', `this authority stamps by ${authority.policy}`);
  return encode(sequence(sequence(integer(GRANTED)), embed(writeToken(read.value, authority, at))));
}

/** A token (DER) over an imprint: CMS SignedData over TSTInfo with ESS signing-certificate-v2. */
export function writeToken(request: StampRequest, authority: StampingAuthority, at: Date): Buffer {
  const { signer, scheme = usualScheme(signer.key) } = authority;
  const content = encode(stampInfo(request, authority, at));
  return writeSignedMessage(
    {
      contentType: oids.timeStampInfo,
      messageDigest: hash(scheme.digest, content, 'buffer'),
      content,
      attributes: [attribute(oids.signingTime, time(at)), signingCertificate(signer.certificate)],
      isCertificateEnclosed: request.wantsCertificate,
    },
    signer,
    scheme,
  );
}

function stampInfo({ imprint, nonce }: StampRequest, { policy, accuracyMs }: StampingAuthority, at: Date): DerNode {
  return sequence(
    integer(1),
    oid(policy),
    imprintNode(imprint),
    integer(randomSerial()),
    generalizedTime(at),
    accuracyNode(accuracyMs),
    ...(nonce === undefined ? [] : [integer(Buffer.from(nonce, 'hex'))]),
  );
}

function accuracyNode(accuracyMs: number): DerNode {
  const [seconds, millis] = [Math.floor(accuracyMs / 1000), accuracyMs % 1000];
  // RFC 3161 2.4.2: millis count from 1 to 999.
  const rest =
    millis === 0 ? [] : [implicit(0, millis < 0x80 ? Buffer.of(millis) : Buffer.of(millis >> 8, millis & 0xff))];
  return sequence(...(seconds === 0 ? [] : [integer(seconds)]), ...rest);
}

function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

function rejection(failure: keyof typeof failures, text: string): Buffer {
  const bit = failures[failure];
  const info = Buffer.alloc(Math.floor(bit / 8) + 1);
  info[info.length - 1] = 0x80 >> (bit % 8);
  return encode(sequence(sequence(integer(REJECTION), sequence(utf8(text)), bits(info, 7 - (bit % 8)))));
}
