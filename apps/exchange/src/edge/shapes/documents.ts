/** Documents, receipts, inboxes and desks as `/api/v1` answers them. */
import type {
  AcceptanceReceipt,
  BulkOutcome,
  DeskStatus,
  DocumentView,
  InboxItem,
  ListedDocument,
  RecallOutcome,
  SenderRequest,
  Submission,
} from '@lienthong/edxml';
import { z } from 'zod';
import { Code, ContactShape, Digest, FactsShape, Id, pageShape, RefusalShape, Time, TraceEntryShape } from './parts.js';

const ProofShape = z.strictObject({ index: z.int(), size: z.int(), path: z.array(Digest), root: Digest });

export const ReceiptShape: z.ZodType<AcceptanceReceipt> = z
  .strictObject({
    ...{ place: Code, document: Id, sender: Code, documentId: z.string() },
    ...{ packageDigest: Digest, contentDigest: Digest, acceptedAt: Time },
    rehearsal: z.boolean().meta({ description: 'Such a receipt proves nothing outside the rehearsal' }),
    proof: ProofShape.meta({ id: 'Proof', description: 'Leads from the document to the signed root of its group' }),
    signature: z.string().meta({ description: 'Base64, over the root' }),
    certificate: Digest.meta({ description: "Of the place's certificate in DER" }),
  })
  .meta({ id: 'AcceptanceReceipt' });

export const SubmissionShape: z.ZodType<Submission> = z
  .strictObject({
    ...{ document: Id, documentId: z.string(), sender: Code, recipients: z.array(Code) },
    state: z.enum(['accepted', 'parked']),
    ...{ facts: FactsShape, receipt: ReceiptShape },
  })
  .meta({ id: 'Submission' });

const words = {
  ...{ reason: z.exactOptional(z.string()), staff: z.exactOptional(z.string()) },
  contact: z.exactOptional(ContactShape),
};
const said = {
  ...{ number: z.int(), code: z.int(), at: Time },
  ...words,
};

const dueDate = z.exactOptional(z.string().meta({ format: 'date', description: 'Hạn trả lời' }));
const overdue = z.exactOptional(z.literal(true));
const answeredBy = z.exactOptional(Id).meta({ description: 'The document that answers it, where it has a due date' });

/** What the sender did to a copy. */
const copy = {
  request: z.exactOptional(z.enum(['recall', 'update'])),
  ended: z.exactOptional(z.enum(['recalled', 'replaced'])),
};

const DeliveryShape = z
  .strictObject({
    recipient: Code,
    state: z.enum(['in-flight', 'delivered', 'refused', 'expired', 'dead']),
    status: z.int(),
    ...copy,
    answeredLate: z.exactOptional(z.literal(true)),
    ...{ overdue, answeredBy },
    reason: z.exactOptional(z.string()),
    trace: z.array(TraceEntryShape),
    statuses: z.array(z.strictObject(said).meta({ id: 'Status' })),
  })
  .meta({ id: 'Delivery' });

const listed = {
  ...{ document: Id, sender: Code, documentId: z.string(), operation: z.int(), code: z.string() },
  ...{ subject: z.string(), typeName: z.string(), urgency: z.int(), acceptedAt: Time },
  dueDate,
  sentLate: z.exactOptional(z.literal(true)),
  state: z.enum(['accepted', 'parked', 'refused']),
  unscanned: z.exactOptional(z.string()).meta({ description: 'Why a parked document has not been scanned yet' }),
  ...{ packageDigest: Digest, contentDigest: Digest, facts: FactsShape },
  signatures: z.array(z.unknown()).meta({ description: 'Evidence of every signature judged, as stored' }),
};
const ListedShape: z.ZodType<ListedDocument> = z.strictObject(listed).meta({ id: 'ListedDocument' });
export const DocumentPage = pageShape(ListedShape, 'DocumentPage');

export const DocumentShape: z.ZodType<DocumentView> = z
  .strictObject({ ...listed, deliveries: z.array(DeliveryShape) })
  .meta({ id: 'Document' });

export const InboxItemShape: z.ZodType<InboxItem> = z
  .strictObject({
    ...{ document: Id, sender: Code, documentId: z.string(), operation: z.int(), code: z.string() },
    ...{ subject: z.string(), type: z.int(), typeName: z.string(), urgency: z.int() },
    promulgated: z.string().meta({ format: 'date' }),
    ...{ dueDate, overdue, answeredBy },
    ...{ arrivedAt: Time, packageDigest: Digest, packageSize: z.int(), facts: FactsShape },
    status: z.int().meta({ description: "Current status of this recipient's copy" }),
    acknowledged: z.boolean(),
    ...copy,
  })
  .meta({ id: 'InboxItem' });
export const InboxPage = pageShape(InboxItemShape, 'InboxPage');

export const DeskStatusShape: z.ZodType<DeskStatus> = z
  .strictObject({ document: Id, documentId: z.string(), recipient: Code, ...said })
  .meta({ id: 'DeskStatus' });
export const DeskPage = pageShape(DeskStatusShape, 'DeskPage');

const BulkOutcomeShape: z.ZodType<BulkOutcome> = z
  .strictObject({
    document: Id,
    outcome: z.enum(['recorded', 'duplicate', 'refused']),
    refusal: z.exactOptional(RefusalShape),
  })
  .meta({ id: 'BulkOutcome' });
export const OutcomesShape = z
  .strictObject({ items: z.array(BulkOutcomeShape) })
  .meta({ id: 'Outcomes', description: 'What became of each, in the order given' });

const RecallOutcomeShape: z.ZodType<RecallOutcome> = z
  .strictObject({
    recipient: Code,
    outcome: z.enum(['recorded', 'duplicate', 'refused']),
    refusal: z.exactOptional(RefusalShape),
  })
  .meta({ id: 'RecallOutcome' });
export const RecallOutcomesShape = z
  .strictObject({ items: z.array(RecallOutcomeShape) })
  .meta({ id: 'RecallOutcomes', description: 'What became of it at each recipient' });

const SenderRequestShape: z.ZodType<SenderRequest> = z
  .strictObject({
    ...{ document: Id, sender: Code, documentId: z.string(), number: z.int() },
    act: z.enum(['recall', 'update', 'replace']),
    ...{ at: Time, ...words },
    operation: z.exactOptional(Id).meta({ description: 'The document whose package does it' }),
  })
  .meta({ id: 'SenderRequest' });
export const SenderRequestPage = pageShape(SenderRequestShape, 'SenderRequestPage');
