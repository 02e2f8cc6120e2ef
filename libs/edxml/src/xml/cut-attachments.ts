/**
 * Takes the attachments' Base64 out of a package before it is parsed: it is most of the bytes and holds no markup.
 * Every `<` is looked at on the way, so DOCTYPE and too much markup are refused before the XML parser sees anything.
 */
import { refuse } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { CutPackage } from './cut-package.js';
import { faultOfRun, nextTag } from './check-run.js';
import { limits } from './limits.js';
import { trueLine } from './true-lines.js';
import { edxmlLimits } from './wire.js';

const elementName = Buffer.from('ContentTransferEncoded');
const [lessThan, greaterThan, exclamation, question, slash, colon] = [0x3c, 0x3e, 0x21, 0x3f, 0x2f, 0x3a];
const malformed = (detail: string) => refuse('xml-malformed', detail);

/**
 * In well-formed XML a `<` outside comments, CDATA sections and processing instructions always begins a tag. These are
 * jumped over, so a start tag found here is one for the parser too, and no text can pass for an attachment.
 */
export function cutAttachments(bytes: Buffer): Outcome<CutPackage> {
  const cutting = new Cutting(bytes);
  let elements = 0;
  for (let at = nextTag(bytes, 0); at !== -1;) {
    const first = bytes[at + 1];
    if (first === exclamation || first === question) {
      const after = skipSection(bytes, at);
      if (typeof after !== 'number') return after;
      at = nextTag(bytes, after);
      continue;
    }
    const isStart = first !== slash;
    if (isStart && ++elements > edxmlLimits.elements) return limits.elements(bytes, at);
    const text = isStart ? encodedText(bytes, at + 1) : undefined;
    const next = nextTag(bytes, text === undefined ? at + 1 : text.to);
    const fault = text === undefined ? faultOfRun(bytes, at + 1, next) : cutting.take(text);
    if (fault) return fault;
    at = next;
  }
  return checked(cutting.done());
}

/** What has been taken out so far. */
class Cutting {
  private readonly kept: Buffer[] = [];
  private readonly encoded: Buffer[] = [];
  private readonly places: number[] = [];
  private keptUpTo = 0;
  private keptBytes = 0;

  constructor(private readonly bytes: Buffer) {}

  take({ from, to }: EncodedText): undefined {
    const mark = Buffer.from(`#${this.encoded.length}`);
    const place = this.keptBytes + from - this.keptUpTo;
    this.places.push(place);
    this.kept.push(this.bytes.subarray(this.keptUpTo, from), mark);
    this.encoded.push(this.bytes.subarray(from, to));
    this.keptBytes = place + mark.length;
    this.keptUpTo = to;
  }

  done(): CutPackage {
    const { bytes, kept, encoded, places } = this;
    if (kept.length === 0) return { envelope: bytes, encoded, places };
    return { envelope: Buffer.concat([...kept, bytes.subarray(this.keptUpTo)]), encoded, places };
  }
}

function checked(cut: CutPackage): Outcome<CutPackage> {
  if (cut.envelope.length <= edxmlLimits.envelopeBytes) return { value: cut };
  return limits.envelopeBytes(cut.envelope, (line) => trueLine(line, cut));
}

/** Where a comment, CDATA section or processing instruction that begins at `at` ends. */
function skipSection(bytes: Buffer, at: number): number | ReturnType<typeof refuse> {
  const opening = bytes.toString('latin1', at, at + 9);
  const ends = opening.startsWith('<?')
    ? '?>'
    : opening.startsWith('<!--')
      ? '-->'
      : opening === '<![CDATA['
        ? ']]>'
        : undefined;
  if (ends === undefined) {
    return refuse(
      'xml-doctype',
      `a declaration begins with ${JSON.stringify(opening)}; send the package without DOCTYPE`,
    );
  }
  const end = bytes.indexOf(ends, at + (ends === '?>' ? 2 : ends === '-->' ? 4 : 9), 'latin1');
  return end === -1 ? malformed(`${opening.slice(0, 4)} is never closed`) : end + ends.length;
}

interface EncodedText {
  readonly from: number;
  readonly to: number;
}

/** The text of a ContentTransferEncoded element whose start tag's name begins at `at`; undefined for any other tag. */
function encodedText(bytes: Buffer, at: number): EncodedText | undefined {
  let end = at;
  while (end < bytes.length && !endsName(bytes[end])) end += 1;
  const start = end - elementName.length;
  if (start < at || (start > at && bytes[start - 1] !== colon)) return undefined;
  if (elementName.compare(bytes, start, end) !== 0) return undefined;
  // Nothing is looked for behind the next `<`: with many open tags, each would search all of the rest.
  const to = bytes[end] === lessThan ? -1 : nextTag(bytes, end);
  const close = to === -1 ? -1 : bytes.subarray(end, to).indexOf(greaterThan);
  if (close === -1 || bytes[end + close - 1] === slash) return undefined;
  return { from: end + close + 1, to };
}

function endsName(byte: number | undefined): boolean {
  return byte === undefined || byte === greaterThan || byte === lessThan || byte === slash || byte <= 0x20;
}
