/** The bytes of a package as doors of other makers hand them out: a document with the places it passed, a status as edXML. */
import { addTraces, readParties, statusNames, writeStatus, type Staff, type TraceEntry } from '@lienthong/edxml';
import { refusedError } from '@lienthong/edge';
import {
  deliveredPackage,
  recallAsStatus,
  returnedStatus,
  type DeliveredPackage,
  type StatusPackage,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { readTrace } from '../values/trace.js';
import { readWords, type Words } from '../values/words.js';
import { readDocId, type NamedPackage } from './doc-id.js';

/** What stands under a docId at a place for those who may read it. */
export interface FoundPackage {
  readonly what: NamedPackage;
  readonly bytes: () => Promise<Buffer>;
}

/**
 * Looks a package up. `mayRead` is asked for the agency that has it: the recipient of a document or of a recall, the sender whom a status tells.
 * @throws RefusedError when there is none under this docId for who asks
 */
export async function findPackage(
  exchange: Exchange,
  place: string,
  docId: string,
  mayRead: (agency: string) => boolean,
): Promise<FoundPackage> {
  const what = readDocId(docId);
  const found =
    what !== undefined && exchange.directory().isCode(what.recipient) ? await look(exchange, place, what) : undefined;
  if (what === undefined || found === undefined || !mayRead(found.owner))
    throw refusedError('document-not-found', `No package ${docId.slice(0, 100)} has come to you`, 'docId');
  return { what, bytes: found.bytes };
}

interface Found {
  readonly owner: string;
  readonly bytes: () => Promise<Buffer>;
}

async function look(exchange: Exchange, place: string, what: NamedPackage): Promise<Found | undefined> {
  const { store } = exchange;
  if (what.kind === 'edoc') {
    const row = await deliveredPackage(store, place, what);
    return row && { owner: what.recipient, bytes: () => documentBytes(exchange, place, row) };
  }
  if (what.number < 0) {
    const row = await recallAsStatus(store, place, { ...what, number: -what.number });
    return row && { owner: row.recipient, bytes: () => recallBytes(exchange, row) };
  }
  const row = await returnedStatus(store, place, what);
  return row && { owner: row.sender, bytes: () => statusBytes(exchange, row) };
}

async function documentBytes(exchange: Exchange, place: string, row: DeliveredPackage): Promise<Buffer> {
  const bytes = (await exchange.packages.read([row.package])).get(row.package);
  if (bytes === undefined) throw new Error(`the package ${row.package} is not stored`);
  const own: TraceEntry = { place, at: row.accepted_at.toISOString() };
  const passed = row.trace === null ? [own] : readTrace(row.trace);
  return addTraces(
    bytes,
    passed.map(({ place: organId, at: timestamp }) => ({ organId, timestamp })),
  );
}

/** Reasons come as JSON too, which carries characters that XML has no place for (XML 1.0, section 2.2). */
function inXml(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

/** A refusal by a place is told under the recipient's name too: the standard knows no other sender of a status. */
const statusBytes = (exchange: Exchange, row: StatusPackage): Promise<Buffer> =>
  messageBytes(exchange, row, ({ sender, recipient }) => ({ from: recipient, to: sender }));

/** In a 13 the roles are exchanged: the sender of the document reports, its recipient is told, the document is the sender's own. */
const recallBytes = (exchange: Exchange, row: StatusPackage): Promise<Buffer> =>
  messageBytes(exchange, row, ({ sender, recipient }) => ({ from: sender, to: recipient }));

interface Roles {
  readonly from: string;
  readonly to: string;
}

function staffOf({ staff, contact, authored }: Words): Staff {
  const { departmentId, staffId } = authored ?? {};
  const texts = Object.entries({ ...contact, staff, departmentId, staffId });
  return Object.fromEntries(texts.flatMap(([name, text]) => (text === undefined ? [] : [[name, inXml(text)]])));
}

type Parties = Pick<StatusPackage, 'sender' | 'recipient'>;

/** As its author wrote it; what came without a message names the agencies as the document does. */
async function messageBytes(
  exchange: Exchange,
  row: StatusPackage,
  rolesOf: (parties: Parties) => Roles,
): Promise<Buffer> {
  const words = readWords(row);
  const { authored } = words;
  const { from, to } = authored ?? rolesOf(await partiesAsNamed(exchange, row));
  const name = exchange.directory().agency(from)?.name ?? from;
  return writeStatus({
    from: { organId: inXml(from), organName: inXml(authored?.fromName ?? name) },
    responseFor: {
      organId: inXml(to),
      code: inXml(authored?.code ?? row.notation),
      documentId: inXml(authored?.documentId ?? row.document_id),
      promulgationDate: row.promulgated,
    },
    staff: staffOf(words),
    statusCode: row.code,
    description: inXml(row.reason ?? statusNames[row.code] ?? ''),
    timestamp: authored?.timestamp ?? row.at.toISOString(),
  });
}

/** Clients compare codes letter by letter: those of a document come back in the form in which it has them. */
async function partiesAsNamed(
  exchange: Exchange,
  { sender, recipient, package: digest }: StatusPackage,
): Promise<Parties> {
  const bytes = (await exchange.packages.read([digest])).get(digest);
  const named = bytes && readParties(bytes);
  const directory = exchange.directory();
  const formOf = (code: string, forms: readonly string[]): string =>
    forms.find((form) => directory.agency(form)?.code === code) ?? code;
  return { sender: formOf(sender, named ? [named.from] : []), recipient: formOf(recipient, named?.to ?? []) };
}
