/** What a public signature brings along (RFC 5652 5.1): certificates and revocation lists, for the judgement of it alone. */
import { attempt } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { messageRules, type MessageRule } from '../message-rules.js';
import { Rulebook } from '../rulebook.js';
import type { Trust } from '../trust/trust.js';

/** Signers of public authorities enclose whole paths with lists, in any order; none of it is trusted by being there. */
const strictOnly: ReadonlySet<MessageRule> = new Set([
  'few certificates',
  'certificates in DER order',
  'no revocation lists',
]);

const publicMessageRules = new Rulebook<MessageRule>(messageRules.rules.filter((rule) => !strictOnly.has(rule)));

/** Each pair of certificates may cost a verification: more of a kind are passed over. */
const MOST_OF_A_KIND = 16;

/** By which rules a message is read, and whom it is judged by. Under the strict profile nothing changes. */
export function judgedBy(cms: Buffer, trust: Trust): { readonly rules: Rulebook<MessageRule>; readonly trust: Trust } {
  if (!trust.book.asks('RFC 5280 and no more')) return { rules: messageRules, trust };
  const read = attempt('signature-malformed', () => readEnclosed(cms));
  return {
    rules: publicMessageRules,
    trust: 'value' in read ? trust.withEnclosed(read.value.certificates, read.value.lists) : trust,
  };
}

function readEnclosed(cms: Buffer): { readonly certificates: Buffer[]; readonly lists: Buffer[] } {
  const info = new DerReader(cms).enter(tags.sequence);
  info.readOid();
  const data = info.enter(tags.context(0)).enter(tags.sequence);
  for (let passed = 0; passed < 3; passed += 1) data.skip();
  return { certificates: structuresIn(data, 0), lists: structuresIn(data, 1) };
}

/** The sequences among the choices that the set may hold. */
function structuresIn(data: DerReader, number: number): Buffer[] {
  const found: Buffer[] = [];
  if (!data.sees(tags.context(number))) return found;
  for (const set = data.enter(tags.context(number)); !set.isAtEnd && found.length < MOST_OF_A_KIND;) {
    const one = set.wholeNext();
    if (one[0] === tags.sequence) found.push(one);
  }
  return found;
}
