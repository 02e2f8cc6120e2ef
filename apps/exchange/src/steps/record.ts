/** Third step: write documents and deliveries once; whatever the place knows already is found out here and changes nothing. */
import { refuse, type Refusal, type RefusalCode } from '@lienthong/edxml';
import {
  findDocuments,
  recordDeliveries,
  recordDocuments,
  recordVerdicts,
  storePackages,
  type Connection,
  type DocumentIdentity,
  type DocumentRow,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { writeTrace } from '../values/trace.js';
import type { Arrival, RoutedDelivery } from './arrival.js';
import { verdictRows } from './verdict-rows.js';

/** Documents of this place that a client has submitted before: the same again, or other content under a used DocumentId. */
export interface Recorded {
  readonly fresh: readonly Arrival[];
  /** By the id that the new submission would have had: the document that stands here already. */
  readonly repeated: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, Refusal>;
}

export async function recordDocumentsAt(tx: Connection, arrivals: readonly Arrival[]): Promise<Recorded> {
  const rows = await recordDocuments(tx, arrivals.map(toRow));
  const freshIds = new Set(rows.map(({ id }) => id));
  const known = arrivals.filter(({ hop, from }) => from === null && !freshIds.has(hop.document));
  const fresh = arrivals.filter(({ hop, from }) => from !== null || freshIds.has(hop.document));
  const packages = fresh.flatMap(({ hop, bytes }) =>
    bytes === undefined ? [] : [{ digest: Buffer.from(hop.packageDigest, 'hex'), bytes }],
  );
  const verdicts = fresh.flatMap(({ place, hop, verdicts: said = [], parked }) =>
    parked ? [] : verdictRows(place, hop.document, said),
  );
  const [{ repeated, refused }] = await Promise.all([
    compareKnown(tx, known),
    storePackages(tx, packages),
    recordVerdicts(tx, verdicts),
  ]);
  return { fresh, repeated, refused };
}

function toRow({ place, hop, from, parked, receipt }: Arrival): DocumentRow {
  return {
    place,
    id: hop.document,
    sender: hop.sender,
    document_id: hop.documentId,
    operation: hop.operation,
    origin: from === null,
    state: parked ? 1 : 0,
    package: hop.packageDigest,
    package_size: hop.packageSize,
    content: hop.contentDigest,
    accepted_at: hop.trace.at(-1)!.at,
    declared: hop.facts.declared,
    present: hop.facts.present,
    valid: hop.facts.valid,
    trusted: hop.facts.trusted,
    verdict: hop.facts.verdict,
    urgency: hop.urgency,
    type: hop.type,
    type_name: hop.typeName,
    promulgated: hop.promulgated,
    due: hop.dueDate ?? null,
    code: hop.code,
    subject: hop.subject,
    receipt: receipt?.id ?? null,
    leaf: receipt?.leaf ?? null,
    trace: from === null ? null : writeTrace(hop.trace),
  };
}

/** Operations on one document may be many: there the content belongs to the identity. */
export function identityOf(sender: string, documentId: string, operation: number, content: string): string {
  return [sender, documentId, operation, ...(operation === 0 ? [] : [content])].join('\n');
}

async function compareKnown(tx: Connection, known: readonly Arrival[]) {
  const repeated = new Map<string, string>();
  const refused = new Map<string, Refusal>();
  if (known.length === 0) return { repeated, refused };
  const keys = known.map(({ place, hop }) => ({
    ...{ place, sender: hop.sender, document_id: hop.documentId, operation: hop.operation },
  }));
  const standing = new Map<string, DocumentIdentity>();
  for (const row of await findDocuments(tx, keys))
    standing.set(identityOf(row.sender, row.document_id, row.operation, row.content), row);
  for (const { hop } of known) {
    const row = standing.get(identityOf(hop.sender, hop.documentId, hop.operation, hop.contentDigest));
    if (row === undefined) throw new Error(`document ${hop.document} was neither recorded nor found`);
    if (row.content !== hop.contentDigest) refused.set(hop.document, usedDocumentId(hop.documentId));
    else if (row.state === refusedState) refused.set(hop.document, refusedBefore(row));
    else repeated.set(hop.document, row.id);
  }
  return { repeated, refused };
}

/** A document that was parked and then refused stays refused; what was found is the verdict. */
const refusedState = 2;

function refusedBefore({ document_id: documentId, verdict }: DocumentIdentity): Refusal {
  const detail = `${documentId} was refused after its grace period; send the document anew under another DocumentId`;
  return refuse(verdict as RefusalCode, detail).refusal;
}

function usedDocumentId(documentId: string): Refusal {
  return refuse(
    'document-id-used',
    `DocumentId ${documentId} names another document of yours already; give the new one its own`,
    'MessageHeader.DocumentId',
  ).refusal;
}

/** Writes the deliveries of recorded documents and gives back those that are new to their place, each with its next hop. */
export async function recordDeliveriesAt(
  tx: Connection,
  exchange: Exchange,
  arrivals: readonly Arrival[],
  at: string,
): Promise<RoutedDelivery[]> {
  const directory = exchange.directory();
  const routed = new Map<string, RoutedDelivery>();
  for (const arrival of arrivals)
    for (const recipient of arrival.hop.recipients)
      routed.set(`${arrival.place} ${arrival.hop.document} ${recipient}`, {
        arrival,
        recipient,
        next: arrival.stopped === undefined ? directory.nextHop(arrival.place, recipient) : undefined,
      });
  const rows = [...routed.values()].map(({ arrival, recipient, next }) => ({
    place: arrival.place,
    document: arrival.hop.document,
    recipient,
    hop: next === 'here' ? null : (next ?? ''),
    origin: arrival.from === null,
  }));
  const fresh = await recordDeliveries(tx, rows, at);
  return fresh.map((row) => routed.get(`${row.place} ${row.document} ${row.recipient}`)!);
}
