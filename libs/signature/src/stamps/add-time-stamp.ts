/** Adds a time stamp token to a CMS signature that has none: CAdES-T (RFC 5126 6.1.1, ETSI EN 319 122-1 5.3), PAdES B-T. */
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import { context, embed, encode, oid, sequence, setOf, type DerNode } from '../der/write-der.js';
import { besideDocument, type MessageForm } from '../message-form.js';
import { readSignedMessage } from '../read-signed-message.js';
import { attribute } from '../write-signed-message.js';

/** The bytes a time stamp must speak of: the signature value. Throws when the bytes are no detached signature. */
export function stampedBytes(cms: Buffer, form: MessageForm = besideDocument): Buffer {
  const message = readSignedMessage(cms, form);
  if ('refusal' in message) throw new Error(`the signature can not be read: ${message.refusal.detail}`);
  return message.value.signature;
}

/** DER. The token is not judged here. Throws when the signature can not be read or carries one already. */
export function addTimeStamp(cms: Buffer, token: Buffer, form: MessageForm = besideDocument): Buffer {
  const message = readSignedMessage(cms, form);
  if ('refusal' in message) throw new Error(`the signature can not be read: ${message.refusal.detail}`);
  if (message.value.timeStamps.length > 0) throw new Error('the signature carries a time stamp already');
  return rewrite(cms, token);
}

// `cms` has passed the reader: every part is where it is looked for.
function rewrite(cms: Buffer, token: Buffer): Buffer {
  const info = new DerReader(cms).enter(tags.sequence);
  const type = info.readOid();
  const data = info.enter(tags.context(0)).enter(tags.sequence);
  const parts = [tags.integer, tags.set, tags.sequence, tags.context(0)].map((tag) => embed(data.whole(tag)));
  const signer = data.enter(tags.set).enter(tags.sequence);
  const fields: DerNode[] = [];
  while (!signer.isAtEnd) fields.push(embed(signer.wholeNext()));
  const unsigned = context(1, attribute(oids.timeStampToken, embed(token)));
  return encode(sequence(oid(type), context(0, sequence(...parts, setOf(sequence(...fields, unsigned))))));
}
