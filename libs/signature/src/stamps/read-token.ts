/** Reads a time stamp token (RFC 3161 2.4.2) strictly: CMS SignedData by one signer over one TSTInfo. */
import type { Refusal } from '@lienthong/edxml';
import { requireDer } from '../der/check-der.js';
import { attempt, DerFault } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { timeStampToken } from '../message-form.js';
import { readSignedMessage, type SignedMessage } from '../read-signed-message.js';
import { readImprint, readNonce, type Imprint } from './stamp-request.js';

/** What the token says. `at` in milliseconds; `serial` and `nonce` lower-case hex without leading zeros. */
export interface StampInfo {
  readonly policy: string;
  readonly imprint: Imprint;
  readonly serial: string;
  readonly at: number;
  readonly accuracyMs: number;
  readonly nonce?: string;
}

export interface StampToken {
  readonly message: SignedMessage;
  /** TSTInfo (DER), which the signature covers. */
  readonly content: Buffer;
  readonly info: StampInfo;
}

export function readToken(der: Buffer): { readonly value: StampToken } | { readonly refusal: Refusal } {
  const message = readSignedMessage(der, timeStampToken);
  if ('refusal' in message) return message;
  return attempt('signature-malformed', () => {
    const { content } = message.value;
    if (content === undefined) throw new DerFault('the token holds no content');
    return { message: message.value, content, info: readStampInfo(content) };
  });
}

function readStampInfo(der: Buffer): StampInfo {
  requireDer(der);
  const info = new DerReader(der).enter(tags.sequence);
  if (info.readSmallInteger() !== 1) throw new DerFault('only version 1 of TSTInfo is accepted');
  const policy = info.readOid();
  const imprint = readImprint(info);
  const serial = readNonce(info);
  const at = info.readGeneralizedTime();
  const accuracyMs = info.sees(tags.sequence) ? readAccuracy(info.enter(tags.sequence)) : 0;
  info.readFlag(); // ordering: of no use here
  const nonce = info.sees(tags.integer) ? readNonce(info) : undefined;
  // The name of the authority stands in its certificate as well, which the signature binds.
  if (info.sees(tags.context(0))) info.skip();
  info.finish('TSTInfo (extensions are not understood)');
  return { policy, imprint, serial, at, accuracyMs, ...(nonce !== undefined && { nonce }) };
}

// Rounded up: the stamped thing existed at the end of the accuracy at the latest.
function readAccuracy(accuracy: DerReader): number {
  const seconds = accuracy.sees(tags.integer) ? accuracy.readSmallInteger() : 0;
  const millis = readPart(accuracy, 0);
  const micros = readPart(accuracy, 1);
  accuracy.finish('an accuracy');
  return seconds * 1000 + millis + Math.ceil(micros / 1000);
}

function readPart(accuracy: DerReader, number: number): number {
  if (!accuracy.sees(tags.implicit(number))) return 0;
  const content = accuracy.read(tags.implicit(number));
  const value = content.length === 1 || content.length === 2 ? content.readIntBE(0, content.length) : 0;
  if (value < 1 || value > 999) throw new DerFault('a part of an accuracy counts from 1 to 999');
  return value;
}
