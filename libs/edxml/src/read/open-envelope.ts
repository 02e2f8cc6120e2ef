/** Opens an edXML message of either kind as far as its header, and tells a document from a status. */
import { isRefused, refuse } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { Refusal } from '../refusals.js';
import { parseXml } from '../xml/parse-xml.js';
import { edxmlNamespace } from '../xml/wire.js';
import { Fields, Reading } from './fields.js';

export type MessageKind = 'document' | 'status';

export interface OpenedEnvelope {
  readonly kind: MessageKind;
  readonly reading: Reading;
  readonly root: Fields;
  readonly envelope: Fields;
  readonly header: Fields;
  readonly encoded: readonly Buffer[];
}

export function openEnvelope(bytes: Buffer, expected: MessageKind): Outcome<OpenedEnvelope> {
  const opened = openMessage(bytes);
  if (isRefused(opened)) return { refusal: inOneLanguage(opened.refusal) };
  if (opened.value.kind === expected) return opened;
  return refuse('not-edxml', `this is a ${opened.value.kind} message where a ${expected} is expected`);
}

/** Some builders call the message of a status so. */
export const messageIn = (header: Fields): Fields =>
  header.one('MessageHeader').isPresent ? header.one('MessageHeader') : header.one('Status');

/** As every refusal that leaves this library. */
function inOneLanguage({ vietnamese: _, ...refusal }: Refusal): Refusal {
  return refusal;
}

/** A message of either kind. `withLines`: its elements know the lines they begin on. */
export function openMessage(bytes: Buffer, withLines = false): Outcome<OpenedEnvelope> {
  const parsed = parseXml(bytes, withLines);
  if (isRefused(parsed)) return parsed;
  const { root: view, encoded } = parsed.value;
  if (view.name !== 'edXML' || view.namespace !== edxmlNamespace) {
    const found = `{${view.namespace}}${view.name}`;
    return refuse('not-edxml', `the root is ${found}, not {${edxmlNamespace}}edXML (QCVN 102:2016)`);
  }
  const reading = new Reading();
  const root = new Fields(reading, view, '');
  const envelope = root.one('edXMLEnvelope');
  const header = new Fields(reading, envelope.one('edXMLHeader').element, '');
  const kind = messageIn(header).one('StatusCode').isPresent ? 'status' : 'document';
  if (kind === 'document' && !header.one('MessageHeader').isPresent)
    return refuse('element-missing', 'is required', 'MessageHeader');
  return { value: { kind, reading, root, envelope, header, encoded } };
}
