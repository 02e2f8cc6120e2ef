/** Judges a CMS signature that holds what it signs: opaque S/MIME (RFC 8551 3.5.2), files `.p7m`. */
import { hash } from 'node:crypto';
import { attempt } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { tags } from './der/tags.js';
import { judgeMessage, refuse } from './judge-signature.js';
import { aroundContent } from './message-form.js';
import { readSignedMessage } from './read-signed-message.js';
import { judgedBy } from './rfc5280/enclosed-evidence.js';
import type { SignatureVerdict } from './shapes.js';
import type { Trust } from './trust/trust.js';

/** Whether a CMS signature holds what it signs. */
export function isOpaque(cms: Buffer): boolean {
  const opened = attempt('signature-malformed', () => {
    const data = new DerReader(cms).enter(tags.sequence);
    data.skip();
    const message = data.enter(tags.context(0)).enter(tags.sequence);
    for (const tag of [tags.integer, tags.set]) message.read(tag);
    const content = message.enter(tags.sequence);
    content.readOid();
    return !content.isAtEnd;
  });
  return 'value' in opened && opened.value;
}

/** Like `judgeSignature`, for one that holds its content (RFC 8551 3.5.2): of that content, by the same rules. */
export function judgeOpaque(cms: Buffer, trust: Trust, at: Date): SignatureVerdict {
  const by = judgedBy(cms, trust);
  const message = readSignedMessage(cms, aroundContent, by.rules);
  if ('refusal' in message) return refuse(message.refusal, at);
  const { content: bytes = Buffer.alloc(0) } = message.value;
  return judgeMessage(message.value, { sha256: hash('sha256', bytes, 'buffer'), bytes }, by.trust, at, by.rules);
}
