/** Puts the places a package passed into its list of traces; every other byte stays as it was received. */
import type { TraceHeader } from '../document.js';
import { timeToWire } from '../wire-dates.js';
import { textElement } from '../xml/xml-text.js';

/** Comments, CDATA sections and processing instructions are jumped over: a tag in them is none. */
const markup =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)((?:[^\s<>/:]+:)?)([^\s<>/:]+)((?:"[^"]*"|'[^']*'|[^"'<>])*?)(\/?)>/g;

interface TraceList {
  /** Prefix of the list with its colon, or nothing: its entries are written with the same. */
  readonly prefix: string;
  /** Where the next entry belongs: after the last one, before everything else in the list. */
  readonly at: number;
}

/**
 * The entries follow those that are there already, in the order given. A package without a list of traces is given back as it is.
 * `bytes` must have been read as a package before: nothing is judged here.
 */
export function addTraces(bytes: Buffer, passed: readonly TraceHeader[]): Buffer {
  const list = findTraceList(bytes);
  if (list === undefined || passed.length === 0) return bytes;
  const { prefix, at } = list;
  const entries = passed.map(({ organId, timestamp }) => {
    const inner = textElement(`${prefix}OrganId`, organId) + textElement(`${prefix}Timestamp`, timeToWire(timestamp));
    return `<${prefix}TraceHeader>${inner}</${prefix}TraceHeader>`;
  });
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(entries.join('')), bytes.subarray(at)]);
}

/** The header stands before the attachments in every order of writing; what follows it is not looked at. */
function findTraceList(bytes: Buffer): TraceList | undefined {
  const end = bytes.indexOf('edXMLHeader>', bytes.indexOf('edXMLHeader') + 1);
  // One character for each byte, so that positions are those of the bytes.
  const text = bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
  const open: string[] = [];
  let list: TraceList | undefined;
  for (const { 0: tag, 1: slash, 2: prefix = '', 3: name, 5: closed, index } of text.matchAll(markup)) {
    if (name === undefined) continue;
    const after = index + tag.length;
    if (slash === '/') {
      open.pop();
      if (list !== undefined && open.at(-1) === 'TraceHeaderList' && name === 'TraceHeader')
        list = { ...list, at: after };
      if (list !== undefined && name === 'TraceHeaderList' && open.at(-1) === 'edXMLHeader') return list;
    } else if (closed !== '/') {
      if (name === 'TraceHeaderList' && open.at(-1) === 'edXMLHeader') list = { prefix, at: after };
      open.push(name);
    }
  }
  return undefined;
}
