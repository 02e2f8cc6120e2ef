/**
 * Takes the attachments' Base64 out of a package before it is parsed: it is most of the bytes and holds no markup.
 * Every `<` is looked at on the way, so DOCTYPE and too much markup are refused before the XML parser sees anything.
 */
import { refuse } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { edxmlLimits } from './wire.js';

export interface CutPackage {
  /** Well-formed exactly if the package is: each Base64 text is replaced by `#` and its index in `encoded`. */
  readonly envelope: Buffer;
  readonly encoded: readonly Buffer[];
}

const elementName = Buffer.from('ContentTransferEncoded');
const [lessThan, greaterThan, exclamation, question, slash, colon] = [0x3c, 0x3e, 0x21, 0x3f, 0x2f, 0x3a];
const malformed = (detail: string) => refuse('xml-malformed', detail);

/**
 * In well-formed XML a `<` outside comments, CDATA sections and processing instructions always begins a tag. These are
 * jumped over, so a start tag found here is one for the parser too, and no text can pass for an attachment.
 */
export function cutAttachments(bytes: Buffer): Outcome<CutPackage> {
  const kept: Buffer[] = [];
  const encoded: Buffer[] = [];
  let [keptUpTo, elements] = [0, 0];
  for (let at = bytes.indexOf(lessThan); at !== -1; at = bytes.indexOf(lessThan, at)) {
    const next = bytes[at + 1];
    if (next === exclamation || next === question) {
      const after = skipSection(bytes, at);
      if (typeof after !== 'number') return after;
      at = after;
      continue;
    }
    at += 1;
    if (next === slash) continue;
    if (++elements > edxmlLimits.elements)
      return refuse('xml-too-complex', `more than ${edxmlLimits.elements} elements`);
    const text = encodedText(bytes, at);
    if (text === undefined) continue;
    kept.push(bytes.subarray(keptUpTo, text.from), Buffer.from(`#${encoded.length}`));
    encoded.push(bytes.subarray(text.from, text.to));
    keptUpTo = at = text.to;
  }
  kept.push(bytes.subarray(keptUpTo));
  return checked({ envelope: kept.length === 1 ? bytes : Buffer.concat(kept), encoded });
}

function checked(cut: CutPackage): Outcome<CutPackage> {
  if (cut.envelope.length > edxmlLimits.envelopeBytes) {
    const found = `${cut.envelope.length} bytes beside the attachments' Base64, at most ${edxmlLimits.envelopeBytes}`;
    return refuse('xml-too-complex', `${found}; put files into attachments`);
  }
  return { value: cut };
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

/** The text of a ContentTransferEncoded element whose start tag's name begins at `at`; undefined for any other tag. */
function encodedText(bytes: Buffer, at: number): { readonly from: number; readonly to: number } | undefined {
  let end = at;
  while (end < bytes.length && !endsName(bytes[end])) end += 1;
  const start = end - elementName.length;
  if (start < at || (start > at && bytes[start - 1] !== colon)) return undefined;
  if (elementName.compare(bytes, start, end) !== 0) return undefined;
  const close = bytes.indexOf(greaterThan, end);
  const to = close === -1 || bytes[close - 1] === slash ? -1 : bytes.indexOf(lessThan, close);
  return to === -1 ? undefined : { from: close + 1, to };
}

function endsName(byte: number | undefined): boolean {
  return byte === undefined || byte === greaterThan || byte === slash || byte <= 0x20;
}
