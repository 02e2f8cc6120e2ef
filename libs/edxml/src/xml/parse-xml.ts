/** The only door to XML: checks the bytes, takes the Base64 out, and has the small rest parsed. */
import { isUtf8 } from 'node:buffer';
import { isRefused } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { Refusal } from '../refusals.js';
import { cutAttachments } from './cut-attachments.js';
import type { CutPackage } from './cut-package.js';
import { limits } from './limits.js';
import { edxmlLimits } from './wire.js';
import { trueLine, withTrueLines } from './true-lines.js';
import { readTree } from './xml-tree.js';
import type { XmlView } from './xml-tree.js';

export interface ParsedXml {
  readonly root: XmlView;
  /** Base64 texts; an element whose text is `#n` stands for the n-th. */
  readonly encoded: readonly Buffer[];
}

/** `withLines`: elements know the lines they begin on. */
export function parseXml(bytes: Buffer, withLines = false): Outcome<ParsedXml> {
  const fault = faultOfBytes(bytes);
  if (fault) return { refusal: fault };
  const cut = cutAttachments(bytes);
  if (isRefused(cut)) return cut;
  const root = readTree(cut.value.envelope, withLines);
  if (isRefused(root)) return { refusal: withTrueLine(root.refusal, cut.value) };
  const { encoded } = cut.value;
  return { value: { root: withLines ? withTrueLines(root.value, encoded) : root.value, encoded } };
}

/** The parser names a line of what it was given: the package without its Base64. */
function withTrueLine({ detail, ...refusal }: Refusal, cut: CutPackage): Refusal {
  const line = (_: string, digits: string): string => `(line ${trueLine(Number(digits), cut)})`;
  return { ...refusal, detail: detail.replace(/\(line (\d+)\)$/, line) };
}

function faultOfBytes(bytes: Buffer): Refusal | undefined {
  if (bytes.length === 0) return { code: 'package-empty', detail: 'there is not one byte in it' };
  if (bytes.length > edxmlLimits.packageBytes) {
    return limits.packageBytes(bytes).refusal;
  }
  const encoding = (detail: string): Refusal => ({ code: 'xml-encoding', detail: `${detail}; write it in UTF-8` });
  const start = bytes.toString('latin1', 0, 200);
  if (/^(?:\xff\xfe|\xfe\xff|\0|<\0)/.test(start)) return encoding('the bytes are UTF-16 or UTF-32');
  const declared = /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1];
  if (declared !== undefined && !/^utf-?8$/i.test(declared)) return encoding(`the declared encoding is ${declared}`);
  return isUtf8(bytes) ? undefined : encoding('the bytes are not valid UTF-8');
}
