/** The acceptance receipt of a document: one signature for its group, written again from the store exactly as first given. */
import type { AcceptanceReceipt, Submission } from '@lienthong/edxml';
import { hash } from 'node:crypto';
import { merkleTree, signStatement } from '@lienthong/signature';
import { acceptanceRows, type AcceptanceRow, type Connection, type ReceiptRow } from '@lienthong/store';
import type { ServedPlace } from './exchange.js';
import { newId } from './ids.js';
import type { Arrival } from './steps/arrival.js';

export const acceptanceContext = 'lienthong/acceptance';
const hashBytes = 32;

export type AcceptedFields = Omit<AcceptanceReceipt, 'proof' | 'signature' | 'certificate'>;

/** One entry of an acceptance's tree: SHA-256 of the fields in this order, as JSON. */
export function acceptanceLeaf(fields: AcceptedFields): Buffer {
  const { place, document, sender, documentId, packageDigest, contentDigest, acceptedAt, rehearsal } = fields;
  const text = JSON.stringify([
    place,
    document,
    sender,
    documentId,
    packageDigest,
    contentDigest,
    acceptedAt,
    rehearsal,
  ]);
  return hash('sha256', text, 'buffer');
}

/** One signature over a group of arrivals; the same arrivals, each knowing its leaf. */
export async function signAcceptance(
  place: ServedPlace,
  arrivals: readonly Omit<Arrival, 'receipt'>[],
  time: { at: string; rehearsal: boolean },
): Promise<{ arrivals: Arrival[]; row: ReceiptRow }> {
  const leaves = arrivals.map(({ hop }) =>
    acceptanceLeaf({ ...hop, place: place.code, acceptedAt: time.at, rehearsal: time.rehearsal }),
  );
  const { root } = merkleTree(leaves);
  const signature = await signStatement(acceptanceContext, root, place.signer);
  const id = newId();
  return {
    arrivals: arrivals.map((arrival, leaf) => ({ ...arrival, receipt: { id, leaf } })),
    row: {
      ...{ place: place.code, id, kind: 'acceptance', neighbour: null, first: null, last: null, at: time.at },
      ...{ leaves: Buffer.concat(leaves), root, signature, body: JSON.stringify({ rehearsal: time.rehearsal }) },
    },
  };
}

/** The answers to these documents of a place, receipts included; the same each time. */
export async function readAcceptances(
  connection: Connection,
  place: ServedPlace,
  documents: readonly string[],
): Promise<Map<string, Submission>> {
  const rows = await acceptanceRows(connection, place.code, documents);
  return new Map(rows.map((row) => [row.document, submissionOf(place, row)]));
}

function submissionOf(place: ServedPlace, row: AcceptanceRow): Submission {
  const { document, sender, document_id: documentId, declared, present, valid, trusted, verdict, recipients } = row;
  return {
    ...{ document, documentId, sender, recipients },
    state: row.state === 1 ? 'parked' : 'accepted',
    facts: { declared, present, valid, trusted, verdict },
    receipt: receiptOf(place, row),
  };
}

function receiptOf(place: ServedPlace, row: AcceptanceRow): AcceptanceReceipt {
  const entries = Array.from({ length: row.leaves.length / hashBytes }, (_, index) =>
    row.leaves.subarray(index * hashBytes, (index + 1) * hashBytes),
  );
  return {
    place: place.code,
    document: row.document,
    sender: row.sender,
    documentId: row.document_id,
    packageDigest: row.package,
    contentDigest: row.content,
    acceptedAt: row.accepted_at.toISOString(),
    rehearsal: row.rehearsal,
    proof: {
      index: row.leaf,
      size: entries.length,
      path: merkleTree(entries)
        .path(row.leaf)
        .map((node) => node.toString('hex')),
      root: row.root.toString('hex'),
    },
    signature: row.signature.toString('base64'),
    certificate: place.certificate,
  };
}
