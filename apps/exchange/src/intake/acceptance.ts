/** The acceptance receipt of a document: one signature for its group, written again from the store exactly as first given. */
import type { AcceptanceReceipt, Submission } from '@lienthong/edxml';
import {
  acceptanceContext,
  acceptanceLeaf,
  merkleTree,
  signStatement,
  type AcceptedFields,
  type MerkleTree,
} from '@lienthong/signature';
import { acceptanceRows, type AcceptanceRow, type Connection, type ReceiptRow } from '@lienthong/store';
import type { ServedPlace } from '../exchange.js';
import { newId } from '../values/ids.js';
import type { Arrival } from '../steps/arrival.js';

const hashBytes = 32;

export interface SignedAcceptance {
  /** The arrivals, each knowing its leaf. */
  readonly arrivals: readonly Arrival[];
  readonly row: ReceiptRow;
  /** The answers to the arrivals, by document: what `readAcceptances` will say of them once they are recorded. */
  readonly submissions: ReadonlyMap<string, Submission>;
}

/** One signature over what was submitted together at one place. */
export async function signAcceptance(
  place: ServedPlace,
  arrivals: readonly Omit<Arrival, 'receipt'>[],
  time: { at: string; rehearsal: boolean },
): Promise<SignedAcceptance> {
  const fields = arrivals.map(({ hop }) => ({
    ...{ place: place.code, document: hop.document, sender: hop.sender, documentId: hop.documentId },
    ...{ packageDigest: hop.packageDigest, contentDigest: hop.contentDigest },
    ...{ acceptedAt: time.at, rehearsal: time.rehearsal },
  }));
  const leaves = fields.map(acceptanceLeaf);
  const tree = merkleTree(leaves);
  const signature = await signStatement(acceptanceContext, tree.root, place.signer);
  const id = newId();
  const submissions = arrivals.map(({ hop, parked }, leaf): Submission => {
    const { document, documentId, sender, recipients, facts } = hop;
    const receipt = receiptOf(place, fields[leaf]!, { tree, leaf, size: leaves.length, signature });
    return { document, documentId, sender, recipients, state: parked ? 'parked' : 'accepted', facts, receipt };
  });
  return {
    arrivals: arrivals.map((arrival, leaf) => ({ ...arrival, receipt: { id, leaf } })),
    row: {
      ...{ place: place.code, id, kind: 'acceptance', neighbour: null, first: null, last: null, at: time.at },
      ...{
        leaves: Buffer.concat(leaves),
        root: tree.root,
        signature,
        body: JSON.stringify({ rehearsal: time.rehearsal }),
      },
    },
    submissions: new Map(submissions.map((submission) => [submission.document, submission])),
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
    receipt: storedReceipt(place, row),
  };
}

function storedReceipt(place: ServedPlace, row: AcceptanceRow): AcceptanceReceipt {
  const size = row.leaves.length / hashBytes;
  const leaves = Array.from({ length: size }, (_, at) => row.leaves.subarray(at * hashBytes, (at + 1) * hashBytes));
  const fields = {
    ...{ place: place.code, document: row.document, sender: row.sender, documentId: row.document_id },
    ...{ packageDigest: row.package, contentDigest: row.content },
    ...{ acceptedAt: row.accepted_at.toISOString(), rehearsal: row.rehearsal },
  };
  return receiptOf(place, fields, { tree: merkleTree(leaves), leaf: row.leaf, size, signature: row.signature });
}

function receiptOf(
  place: ServedPlace,
  fields: AcceptedFields,
  { tree, leaf, size, signature }: { tree: MerkleTree; leaf: number; size: number; signature: Buffer },
): AcceptanceReceipt {
  const path = tree.path(leaf).map((node) => node.toString('hex'));
  return {
    ...fields,
    proof: { index: leaf, size, path, root: tree.root.toString('hex') },
    signature: signature.toString('base64'),
    certificate: place.certificate,
  };
}
