/** Bounds on one run of XML without `<`: a tag with its attributes and the text behind it, looked at before anything is parsed. */
import { limits, type LimitRefusal } from './limits.js';
import { edxmlLimits } from './wire.js';

const [lessThan, greaterThan, equals, doubleQuote, singleQuote] = [0x3c, 0x3e, 0x3d, 0x22, 0x27];

/** Tags stand close together, where a call for each is dearer than a look at each byte. */
const nearby = 64;

/** Where the next `<` stands, from `from` on; -1 when there is none. */
export function nextTag(bytes: Buffer, from: number): number {
  const end = Math.min(from + nearby, bytes.length);
  for (let at = from; at < end; at += 1) if (bytes[at] === lessThan) return at;
  return end === bytes.length ? -1 : bytes.indexOf(lessThan, end);
}

/** Too short for as many attributes as are allowed: `a="" ` each. */
const harmlessRun = edxmlLimits.attributes * 5;

/** The run from `at` to `next`, as `nextTag` gives it. */
export function faultOfRun(bytes: Buffer, at: number, next: number): LimitRefusal | undefined {
  const length = (next === -1 ? bytes.length : next) - at;
  if (length <= harmlessRun) return undefined;
  if (length > edxmlLimits.runBytes) return limits.runBytes(bytes, at, length);
  return countAttributes(bytes, at, at + length) > edxmlLimits.attributes ? limits.attributes(bytes, at) : undefined;
}

/** Signs of equality outside quotes, to the end of the tag that begins at `at`. */
function countAttributes(bytes: Buffer, at: number, end: number): number {
  let [count, quote] = [0, 0];
  for (let index = at; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (quote !== 0) quote = byte === quote ? 0 : quote;
    else if (byte === greaterThan) return count;
    else if (byte === doubleQuote || byte === singleQuote) quote = byte;
    else if (byte === equals) count += 1;
  }
  return count;
}
