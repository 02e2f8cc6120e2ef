/** Recalls, updates and replacements before they are recorded: each is about documents that its own sender sent from this place. */
import { isRefused, refuse, targetsOf, type OperationTarget, type Outcome, type Refusal } from '@lienthong/edxml';
import { findDocuments, type Connection, type DocumentIdentity } from '@lienthong/store';
import type { Submitted } from '../steps/accept.js';
import type { Arrival } from '../steps/arrival.js';
import { actedOn } from '../steps/begin-acts.js';
import { identityOf } from '../steps/record.js';

type Judged = Outcome<Omit<Arrival, 'receipt'>> | undefined;

/**
 * The outcomes of a group in its order, where an operation on a document that its sender has not sent is refused. A document sent
 * earlier in the group counts, and an operation that stands here already is answered as before. Without operations nothing is asked.
 */
export async function refuseUnknownTargets(
  tx: Connection,
  judged: readonly Judged[],
  submitted: readonly Submitted[],
): Promise<readonly Judged[]> {
  const targets = judged.map((outcome, index) => targetsIn(outcome, submitted[index]!));
  if (targets.every((some) => some.length === 0)) return judged;
  const known = await readKnown(tx, judged, targets);
  return judged.map((outcome, index) => {
    if (outcome === undefined || isRefused(outcome)) return outcome;
    const { place, hop } = outcome.value;
    const missing = targets[index]!.find(({ documentId }) => !known.has(nameOf(place, hop.sender, documentId)));
    if (missing !== undefined && !known.has(sameAgain(outcome.value))) return { refusal: notSent(hop.sender, missing) };
    if (actedOn.includes(hop.operation)) known.add(nameOf(place, hop.sender, hop.documentId));
    return outcome;
  });
}

function targetsIn(outcome: Judged, { read }: Submitted): OperationTarget[] {
  return outcome === undefined || isRefused(outcome) || isRefused(read) ? [] : targetsOf(read.value.document);
}

const nameOf = (place: string, sender: string, documentId: string): string => [place, sender, documentId].join('\n');

const sameAgain = ({ place, hop }: Omit<Arrival, 'receipt'>): string =>
  [place, identityOf(hop.sender, hop.documentId, hop.operation, hop.contentDigest)].join('\n');

/** Names of the targets that are here, and identities of the operations that are. */
async function readKnown(
  tx: Connection,
  judged: readonly Judged[],
  targets: readonly OperationTarget[][],
): Promise<Set<string>> {
  const keys = judged.flatMap((outcome, index) => {
    const named = targets[index]!;
    if (outcome === undefined || isRefused(outcome) || named.length === 0) return [];
    const { place, hop } = outcome.value;
    const own = { place, sender: hop.sender, document_id: hop.documentId, operation: hop.operation };
    const about = named.flatMap(({ documentId }) =>
      actedOn.map((operation) => ({ ...own, document_id: documentId, operation })),
    );
    return [own, ...about];
  });
  return new Set((await findDocuments(tx, keys)).flatMap(namesOf));
}

function namesOf({ place, sender, document_id: documentId, operation, content }: DocumentIdentity): string[] {
  const identity = [place, identityOf(sender, documentId, operation, content)].join('\n');
  return actedOn.includes(operation) ? [nameOf(place, sender, documentId), identity] : [identity];
}

function notSent(sender: string, { documentId, where }: OperationTarget): Refusal {
  const detail = `${sender} has sent no document ${documentId}: only the sender of a document can recall, update or replace it`;
  return refuse('document-not-found', detail, where).refusal;
}
