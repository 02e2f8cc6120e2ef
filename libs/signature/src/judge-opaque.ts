/** Judges a CMS signature that holds what it signs: opaque S/MIME (RFC 8551 3.5.2), files `.p7m`. */
import { hash } from 'node:crypto';
import { attempt } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { readBer } from './der/read-ber.js';
import { tags } from './der/tags.js';
import { decisive, judgeMessage, refuse } from './judge-signature.js';
import { aroundContent } from './message-form.js';
import { profile } from './profile.js';
import { looksLikeSignedMessage, readSignedMessages } from './read-signed-message.js';
import type { SignatureVerdict } from './shapes.js';
import type { Trust } from './trust/trust.js';

/** Whether a CMS signature holds what it signs. */
export function isOpaque(cms: Buffer): boolean {
  if (!looksLikeSignedMessage(cms)) return false;
  const opened = attempt('signature-malformed', () => holdsContent(cms));
  if ('value' in opened) return opened.value;
  const ber = readBer(cms, profile.ber);
  const again = ber && attempt('signature-malformed', () => holdsContent(ber.der));
  return again !== undefined && 'value' in again && again.value;
}

function holdsContent(cms: Buffer): boolean {
  const data = new DerReader(cms).enter(tags.sequence);
  data.skip();
  const message = data.enter(tags.context(0)).enter(tags.sequence);
  for (const tag of [tags.integer, tags.set]) message.read(tag);
  const content = message.enter(tags.sequence);
  content.skip();
  return !content.isAtEnd;
}

/** Like `judgeSignatures`, for one that holds its content (RFC 8551 3.5.2): of that content, by the same rules. */
export function judgeOpaqueSigners(
  cms: Buffer,
  trust: Trust,
  at: Date,
  certificates: readonly Buffer[] = [],
): readonly SignatureVerdict[] {
  const messages = readSignedMessages(cms, { ...aroundContent, certificates });
  if ('refusal' in messages) return [refuse(messages.refusal, at)];
  const { content: bytes = Buffer.alloc(0) } = messages.value[0];
  const content = { sha256: hash('sha256', bytes, 'buffer'), bytes };
  return messages.value.map((message) => judgeMessage(message, content, trust, at));
}

/** As `judgeOpaqueSigners`, of all signers together: the first that is not trusted, or else the first. */
export function judgeOpaque(cms: Buffer, trust: Trust, at: Date): SignatureVerdict {
  const detail = 'nobody signed it';
  return decisive(judgeOpaqueSigners(cms, trust, at)) ?? refuse({ code: 'signature-malformed', detail }, at);
}
