/** Puts a time stamp token into a finished CMS signature: the one unsigned attribute that is taken (RFC 3161, appendix A). */
import { contentBounds } from '../der/check-der.js';
import { oids } from '../der/oids.js';
import { context, embed, encode, oid, sequence, setOf } from '../der/write-der.js';

/** ContentInfo, [0], SignedData, SET OF SignerInfo, SignerInfo: each the last element of the one before. */
const DEPTH_OF_SIGNER = 4;

/** The signature must have one signer without unsigned attributes; all of its bytes but lengths stay. */
export function carryTimeStamp(message: Buffer, token: Buffer): Buffer {
  const attribute = sequence(oid(oids.timeStampToken), setOf(embed(token)));
  return grown(message, DEPTH_OF_SIGNER, encode(context(1, attribute)));
}

function grown(element: Buffer, depth: number, added: Buffer): Buffer {
  const { start, end } = contentBounds(element, 0, element.length);
  const last = depth === 0 ? end : lastChild(element, start, end);
  const tail = depth === 0 ? added : grown(element.subarray(last, end), depth - 1, added);
  const content = Buffer.concat([element.subarray(start, last), tail]);
  return Buffer.concat([element.subarray(0, 1), lengthOf(content), content]);
}

function lastChild(element: Buffer, start: number, end: number): number {
  let at = start;
  for (let next = at; next < end; next = contentBounds(element, next, end).end) at = next;
  return at;
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(length);
  const bare = digits.subarray(digits.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(0x80 | bare.length), bare]);
}
