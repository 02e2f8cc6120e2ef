/** Messages that are still open: each tells what the rows of its place say, and belongs to a delivery or status there. */
import type { DocumentHop, Hop, StatusHop } from '@lienthong/edxml';
import { deadRows, outboxRows, toldDeliveries, toldStatuses, type OpenMessage } from '@lienthong/store';
import { isId } from '../values/ids.js';
import type { Auditing } from './auditing.js';
import { parseJson } from '../values/parse-json.js';
import { writeWords } from '../values/words.js';

/**
 * What is under way from one place to the next, each as a key. Held in memory: as large as the backlog, not as the store.
 */
export type UnderWay = Set<string>;

export const documentKey = (place: string, document: string, recipient: string): string =>
  `document ${place} ${document} ${recipient}`;
export const statusKey = (place: string, document: string, recipient: string, number: number): string =>
  `status ${place} ${document} ${recipient} ${number}`;
export const actKey = (document: string, recipient: string, number: number): string =>
  `act ${document} ${recipient} ${number}`;
export const outcomeKey = (document: string, recipient: string): string => `outcome ${document} ${recipient}`;

export async function checkMessages(audit: Auditing, place: string, underWay: UnderWay): Promise<void> {
  const { rows, findings } = audit;
  for await (const page of outboxRows(rows, place)) {
    const messages = page.map(({ id, neighbour, text }) => ({ id, neighbour, hop: readHop(text) }));
    for (const { id, hop } of messages) {
      if (hop === undefined) findings.add(place, 'outbox', id, 'a message', 'a text that is none');
      else note(place, hop, underWay);
    }
    await compareDocuments(audit, place, messages);
    await compareStatuses(audit, place, messages);
    findings.looked('open messages', page.length);
  }
  for await (const page of deadRows(rows, place))
    for (const { open, text } of page) {
      const hop = readHop(text);
      if (open && hop !== undefined) note(place, hop, underWay);
    }
}

/** The number of a status, as large as its column holds. */
const isNumber = (value: unknown): boolean => Number.isInteger(value) && Math.abs(Number(value)) <= 32_767;

interface Message extends Omit<OpenMessage, 'text'> {
  readonly hop: Hop | undefined;
}

function readHop(text: string): Hop | undefined {
  const hop = (parseJson(text) ?? {}) as { [name in keyof DocumentHop | keyof StatusHop]?: unknown };
  if (typeof hop.document !== 'string' || !isId(hop.document)) return undefined;
  const isWhole =
    hop.kind === 'document'
      ? Array.isArray(hop.recipients)
      : typeof hop.recipient === 'string' && (hop.kind === 'outcome' || isNumber(hop.number));
  return isWhole ? (hop as unknown as Hop) : undefined;
}

function note(place: string, hop: Hop, underWay: UnderWay): void {
  if (hop.kind === 'document') for (const one of hop.recipients) underWay.add(documentKey(place, hop.document, one));
  else if (hop.kind === 'status') underWay.add(statusKey(place, hop.document, hop.recipient, hop.number));
  else if (hop.kind === 'act') underWay.add(actKey(hop.document, hop.recipient, hop.number));
  else underWay.add(outcomeKey(hop.document, hop.recipient));
}

async function compareDocuments(audit: Auditing, place: string, messages: readonly Message[]): Promise<void> {
  const told = messages.flatMap(({ id, neighbour, hop }) =>
    hop?.kind === 'document' ? hop.recipients.map((recipient) => ({ id, neighbour, hop, recipient })) : [],
  );
  const keys = told.map(({ hop, recipient }) => ({ document: hop.document, recipient }));
  const stored = new Map(
    (await toldDeliveries(audit.rows, place, keys)).map((row) => [
      `${row.document} ${row.recipient}`,
      JSON.stringify([row.hop, row.sender, row.document_id, row.package, row.content]),
    ]),
  );
  for (const { id, neighbour, hop, recipient } of told) {
    const says = JSON.stringify([neighbour, hop.sender, hop.documentId, hop.packageDigest, hop.contentDigest]);
    const expected = stored.get(`${hop.document} ${recipient}`) ?? `a delivery of ${hop.document} to ${recipient}`;
    audit.findings.compare(place, 'outbox', id, expected, says);
  }
}

async function compareStatuses(audit: Auditing, place: string, messages: readonly Message[]): Promise<void> {
  const told = messages.flatMap(({ id, hop }) => (hop?.kind === 'status' ? [{ id, hop }] : []));
  const keys = told.map(({ hop: { document, recipient, number } }) => ({ document, recipient, number }));
  const stored = new Map(
    (await toldStatuses(audit.rows, place, keys)).map(({ document, recipient, number, ...row }) => [
      `${document} ${recipient} ${number}`,
      JSON.stringify([row.code, row.at, row.sender, row.reason, row.staff, row.contact, row.authored]),
    ]),
  );
  for (const { id, hop } of told) {
    const { reason, staff, contact, authored } = writeWords(hop);
    const says = JSON.stringify([hop.code, hop.at, hop.sender, reason, staff, contact, authored]);
    const name = `${hop.document} ${hop.recipient} ${hop.number}`;
    audit.findings.compare(place, 'outbox', id, stored.get(name) ?? `a status ${name}`, says);
  }
}
