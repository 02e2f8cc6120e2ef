/** The only door to XML: checks the bytes, takes the Base64 out, and has the small rest parsed. */
import { isUtf8 } from 'node:buffer';
import { isRefused } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { Refusal } from '../refusals.js';
import { cutAttachments } from './cut-attachments.js';
import { edxmlLimits } from './wire.js';
import { readTree } from './xml-tree.js';
import type { XmlView } from './xml-tree.js';

export interface ParsedXml {
  readonly root: XmlView;
  /** Base64 texts; an element whose text is `#n` stands for the n-th. */
  readonly encoded: readonly Buffer[];
}

export function parseXml(bytes: Buffer): Outcome<ParsedXml> {
  const fault = faultOfBytes(bytes);
  if (fault) return { refusal: fault };
  const cut = cutAttachments(bytes);
  if (isRefused(cut)) return cut;
  const root = readTree(cut.value.envelope);
  return isRefused(root) ? root : { value: { root: root.value, encoded: cut.value.encoded } };
}

function faultOfBytes(bytes: Buffer): Refusal | undefined {
  if (bytes.length === 0) return { code: 'package-empty', detail: 'there is not one byte in it' };
  if (bytes.length > edxmlLimits.packageBytes) {
    return { code: 'package-too-large', detail: `${bytes.length} bytes, at most ${edxmlLimits.packageBytes}` };
  }
  const encoding = (detail: string): Refusal => ({ code: 'xml-encoding', detail: `${detail}; write it in UTF-8` });
  const start = bytes.toString('latin1', 0, 200);
  if (/^(?:\xff\xfe|\xfe\xff|\0|<\0)/.test(start)) return encoding('the bytes are UTF-16 or UTF-32');
  const declared = /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1];
  if (declared !== undefined && !/^utf-?8$/i.test(declared)) return encoding(`the declared encoding is ${declared}`);
  return isUtf8(bytes) ? undefined : encoding('the bytes are not valid UTF-8');
}
