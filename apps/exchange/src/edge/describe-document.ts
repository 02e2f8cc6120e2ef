/** A sender's document as the API shows it, with every delivery's way and statuses. */
import type { DeliveryState, DocumentView, ListedDocument, TraceEntry } from '@lienthong/edxml';
import {
  readDeliveries,
  readSentOne,
  readStatuses,
  type SentDelivery,
  type SentRow,
  type SentStatus,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { tellAsked } from '../steps/asked.js';
import { readTrace } from '../values/trace.js';
import { readWords } from '../values/words.js';
import { isAnsweredLate, isAnswerOverdue, wasSentLate } from './late.js';

/** In the order of the store's numbers. */
export const deliveryStates = [
  'in-flight',
  'delivered',
  'refused',
  'expired',
  'dead',
] as const satisfies readonly DeliveryState[];
export const documentStates = ['accepted', 'parked', 'refused'] as const;

/** The caller's document as it stood at one moment; undefined where the caller has none of this number. */
export async function describeDocument(
  { store }: Exchange,
  caller: { readonly place: string; readonly agency: string },
  document: string,
): Promise<DocumentView | undefined> {
  return store.snapshot(async (tx) => {
    const row = await readSentOne(tx, caller, document);
    if (row === undefined) return undefined;
    const deliveries = await readDeliveries(tx, caller.place, document);
    const statuses = await readStatuses(tx, caller.place, document);
    const own: TraceEntry = { place: caller.place, at: row.accepted_at.toISOString() };
    return {
      ...describeListed(row),
      deliveries: deliveries.map((delivery) => ({
        ...describeDelivery(delivery, statuses, own),
        ...(isAnsweredLate(delivery, statuses, row.urgency, tx.now) ? { answeredLate: true as const } : {}),
        ...(isAnswerOverdue(delivery, statuses, row.due, tx.now) ? { overdue: true as const } : {}),
      })),
    };
  });
}

export function describeListed(row: SentRow): ListedDocument {
  const { declared, present, valid, trusted, verdict } = row;
  return {
    document: row.id,
    sender: row.sender,
    documentId: row.document_id,
    operation: row.operation,
    code: row.code,
    subject: row.subject,
    typeName: row.type_name,
    urgency: row.urgency,
    acceptedAt: row.accepted_at.toISOString(),
    ...(row.due === null ? {} : { dueDate: row.due }),
    ...(wasSentLate(row) ? { sentLate: true as const } : {}),
    state: documentStates[row.state] ?? 'accepted',
    ...(row.unscanned === null ? {} : { unscanned: row.unscanned }),
    packageDigest: row.package,
    contentDigest: row.content,
    facts: { declared, present, valid, trusted, verdict },
    signatures: row.evidence ?? [],
  };
}

function describeDelivery(delivery: SentDelivery, statuses: readonly SentStatus[], own: TraceEntry) {
  return {
    recipient: delivery.recipient,
    state: deliveryStates[delivery.state] ?? 'in-flight',
    status: delivery.status,
    ...tellAsked(delivery.asked),
    ...(delivery.answer === null ? {} : { answeredBy: delivery.answer }),
    ...(delivery.reason === null ? {} : { reason: delivery.reason }),
    trace: delivery.trace === null ? [own] : readTrace(delivery.trace),
    statuses: statuses
      .filter(({ recipient }) => recipient === delivery.recipient)
      .map(({ number, code, at, ...row }) => ({ number, code, at: at.toISOString(), ...readWords(row) })),
  };
}
