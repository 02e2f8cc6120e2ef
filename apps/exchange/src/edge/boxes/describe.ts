/** A line of an inbox and of a desk, as the API shows it and webhooks tell it. */
import type { DeskStatus, InboxItem } from '@lienthong/edxml';
import type { DeskRow, InboxRow } from '@lienthong/store';
import { tellAsked } from '../../steps/asked.js';
import { readWords } from '../../values/words.js';

export function describeItem(row: InboxRow): InboxItem {
  const { declared, present, valid, trusted, verdict } = row;
  return {
    document: row.document,
    sender: row.sender,
    documentId: row.document_id,
    operation: row.operation,
    code: row.code,
    subject: row.subject,
    type: row.type,
    typeName: row.type_name,
    urgency: row.urgency,
    promulgated: row.promulgated,
    ...(row.due === null ? {} : { dueDate: row.due }),
    ...(row.overdue ? { overdue: true as const } : {}),
    ...(row.answer === null ? {} : { answeredBy: row.answer }),
    arrivedAt: row.at.toISOString(),
    packageDigest: row.package,
    packageSize: row.package_size,
    facts: { declared, present, valid, trusted, verdict },
    status: row.status,
    acknowledged: row.acknowledged,
    ...tellAsked(row.asked),
  };
}

export function describeStatus(row: DeskRow): DeskStatus {
  const { document, document_id: documentId, recipient, number, code, at } = row;
  return { document, documentId, recipient, number, code, at: at.toISOString(), ...readWords(row) };
}
