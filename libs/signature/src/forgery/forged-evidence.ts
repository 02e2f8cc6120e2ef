/** What forgers enclose with a signature: lists and answers by the wrong key; and a trust that would need them. */
import { sign, type KeyObject } from 'node:crypto';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';
import { oids } from '../der/oids.js';
import { bits, context, embed, encode, oid, sequence, type DerNode } from '../der/write-der.js';
import { loadTrust, type Trust } from '../trust/trust.js';
import { answerAbout } from './answering.js';
import { at, begin, dayMs, yearsLater, type World } from './world.js';

const stale = new Date(at.getTime() - dayMs);

/** The issuing authority's list is stale, the root's is not. */
export function trustInNeed({ authority }: World): Trust {
  const { anchors, intermediates } = authority;
  const [, old] = authority.crls(begin, stale);
  const [root] = authority.crls(begin, yearsLater(2));
  return loadTrust({ anchors, intermediates, crls: [root, old].flatMap((list) => list ?? []) });
}

/** The issuing authority's, fresh, as it would sign it. */
export const freshList = ({ authority }: World): Buffer => authority.crls(begin, yearsLater(2))[1] ?? Buffer.alloc(0);

/** The same list, signed by another key. */
export function resignedList(list: Buffer, key: KeyObject): Buffer {
  const frame = new DerReader(list).enter(tags.sequence);
  const [signed, algorithm] = [frame.whole(tags.sequence), frame.whole(tags.sequence)];
  return encode(sequence(embed(signed), embed(algorithm), bits(sign('sha256', signed, key))));
}

/** On the agency's certificate: good, in the authority's name, by `key` where one is given. */
export function answerOnAgency({ authority, agency }: World, key?: KeyObject): Buffer {
  const direct = authority.statusResponder({});
  const { signer } = direct;
  return answerAbout(agency.certificate, { ...direct, signer: key === undefined ? signer : { ...signer, key } });
}

/** As it stands beside lists in a message (RFC 5940). */
export const enclosedAnswer = (response: Buffer): DerNode =>
  context(1, oid(oids.enclosedOcspResponse), embed(response));

/** A message whose signed attributes have an open length, as has all that holds them (X.690 8.1.3.6). */
export function withOpenAttributes(cms: Buffer): Buffer {
  const info = new DerReader(cms).enter(tags.sequence);
  const type = info.whole(tags.oid);
  const data = info.enter(tags.context(0)).enter(tags.sequence);
  const heads = [tags.integer, tags.set, tags.sequence, tags.context(0)].map((tag) => data.whole(tag));
  const signer = data.enter(tags.set).enter(tags.sequence);
  const names = [tags.integer, tags.sequence, tags.sequence].map((tag) => signer.whole(tag));
  const attributes = open(tags.context(0), signer.read(tags.context(0)));
  const rest = [signer.whole(tags.sequence), signer.whole(tags.octetString)];
  const signers = open(tags.set, open(tags.sequence, ...names, attributes, ...rest));
  return open(tags.sequence, type, open(tags.context(0), open(tags.sequence, ...heads, signers)));
}

const open = (tag: number, ...content: Buffer[]): Buffer =>
  Buffer.concat([Buffer.of(tag, 0x80), ...content, Buffer.alloc(2)]);
