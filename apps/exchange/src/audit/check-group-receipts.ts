/** Receipts that one signature gives a whole group: the acceptance of documents, and the statuses that recipients said. */
import { acceptanceContext, acceptanceLeaf, merkleRoot, verifyStatement } from '@lienthong/signature';
import { hash } from 'node:crypto';
import {
  acceptanceReceipts,
  acceptedDocuments,
  saidStatuses,
  signedStatusReceipts,
  type AcceptedRow,
  type GroupReceiptRow,
  type SaidStatusRow,
} from '@lienthong/store';
import { statusBytes, statusesContext } from '../steps/submit-statuses.js';
import type { Auditing } from './auditing.js';
import { parseReceipt } from '../values/parse-json.js';
import { readWords } from '../values/words.js';

const hashBytes = 32;

function leavesOf({ leaves }: GroupReceiptRow): Buffer[] {
  return Array.from({ length: Math.floor(leaves.length / hashBytes) }, (_, at) =>
    leaves.subarray(at * hashBytes, (at + 1) * hashBytes),
  );
}

/** The root follows from the leaves, and the place signed it. */
function checkSignature(audit: Auditing, place: string, context: string, row: GroupReceiptRow): void {
  const { findings } = audit;
  const root = merkleRoot(leavesOf(row));
  const certificate = audit.certificateOf(place);
  if (!root.equals(row.root) || row.leaves.length % hashBytes !== 0)
    findings.add(place, 'receipt', row.id, `root ${root.toString('hex')}`, `root ${row.root.toString('hex')}`);
  else if (certificate === undefined || !verifyStatement(context, row.root, row.signature, certificate))
    findings.add(
      place,
      'receipt',
      row.id,
      'the signature of the place',
      'a signature that is not by its key over this root',
    );
  findings.looked('receipts', 1);
}

/** Every document that a place took in is a leaf of a receipt that it signed. */
export async function checkAcceptances(audit: Auditing, place: string): Promise<void> {
  const { rows, findings } = audit;
  const documents = await acceptedDocuments(rows, place);
  const receipts = await acceptanceReceipts(rows, place);
  for (const { document } of await documents.takeWhile(({ receipt }) => receipt === null))
    findings.add(place, 'document', document, 'an acceptance receipt', 'none');
  while (documents.row !== undefined || receipts.row !== undefined) {
    const named = documents.row?.receipt ?? undefined;
    const receipt = receipts.row;
    if (receipt === undefined || (named !== undefined && named < receipt.id)) {
      const lost = await documents.takeWhile((row) => row.receipt === named);
      const names = lost.map(({ document }) => document).join(' ');
      findings.add(place, 'receipt', named ?? '', `the acceptance of ${names}`, 'no row');
      continue;
    }
    checkSignature(audit, place, acceptanceContext, receipt);
    const mine = await documents.takeWhile((row) => row.receipt === receipt.id);
    if (mine.length === 0) findings.add(place, 'receipt', receipt.id, 'documents of this acceptance', 'none');
    for (const row of mine) checkLeaf(audit, place, receipt, row);
    await receipts.advance();
  }
}

function checkLeaf({ findings }: Auditing, place: string, receipt: GroupReceiptRow, row: AcceptedRow): void {
  const { rehearsal } = (parseReceipt(receipt.body ?? '') ?? {}) as { rehearsal?: boolean };
  const leaf = acceptanceLeaf({
    ...{ place, document: row.document, sender: row.sender, documentId: row.document_id },
    ...{ packageDigest: row.package, contentDigest: row.content, acceptedAt: row.accepted_at.toISOString() },
    rehearsal: rehearsal === true,
  });
  const found = row.leaf === null ? undefined : leavesOf(receipt)[row.leaf];
  if (found?.equals(leaf)) return;
  const expected = `leaf ${row.leaf} of receipt ${receipt.id} to be ${leaf.toString('hex')}`;
  findings.add(place, 'document', row.document, expected, found?.toString('hex') ?? 'no such leaf');
}

/** Every status that a recipient said here is a leaf of a receipt of its moment, and every leaf such a status. */
export async function checkSaidStatuses(audit: Auditing, place: string): Promise<void> {
  const { rows } = audit;
  const statuses = await saidStatuses(rows, place);
  const receipts = await signedStatusReceipts(rows, place);
  while (statuses.row !== undefined || receipts.row !== undefined) {
    const at = Math.min(statuses.row?.at.getTime() ?? Infinity, receipts.row?.at.getTime() ?? Infinity);
    const signed = await receipts.takeWhile((row) => row.at.getTime() === at);
    for (const receipt of signed) checkSignature(audit, place, statusesContext, receipt);
    const said = await statuses.takeWhile((row) => row.at.getTime() === at);
    compareSaid(audit, place, signed, said);
  }
}

function compareSaid(
  { findings }: Auditing,
  place: string,
  signed: readonly GroupReceiptRow[],
  said: readonly SaidStatusRow[],
): void {
  const leaves = new Map(
    signed.flatMap((receipt) =>
      leavesOf(receipt).map((leaf): [string, string] => [leaf.toString('latin1'), receipt.id]),
    ),
  );
  for (const row of said)
    if (!leaves.delete(statusLeaf(place, row)))
      findings.add(
        ...([place, 'status', `${row.document} ${row.recipient} ${row.number}`] as const),
        ...(['a leaf of a signed receipt of its moment', 'no receipt holds this status as it stands'] as const),
      );
  for (const [leaf, receipt] of leaves)
    findings.add(
      place,
      'receipt',
      receipt,
      'a status for each leaf',
      `none for ${Buffer.from(leaf, 'latin1').toString('hex')}`,
    );
}

function statusLeaf(place: string, row: SaidStatusRow): string {
  const { document, sender, recipient, number, code, at } = row;
  const bytes = statusBytes({
    ...{ kind: 'status', document, sender, recipient, number, code, at: at.toISOString(), place, urgency: 0 },
    ...readWords(row),
  });
  return hash('sha256', bytes, 'buffer').toString('latin1');
}
