/** What a package of each operation does to whom: from one Bussiness block to acts on single copies. */
import type { OfficialDocument } from '../document.js';
import type { SenderAct } from './copy-life.js';

/** `recipient`: an agency's code as the package has it. `documentId`: whose copy; of the sender of the package. */
export interface OperationEffect {
  readonly recipient: string;
  readonly documentId: string;
  readonly act: SenderAct | 'deliver';
}

/** A document that an operation is about, and the element that names it. */
export interface OperationTarget {
  readonly documentId: string;
  readonly where: string;
}

const [added, removed] = [1, 0];

/** Whether a package takes back what its sender sent: it brings nothing new. */
export const isRecall = ({ business }: Pick<OfficialDocument, 'business'>): boolean => business.type === 1;

/** What an operation is about, each once; nothing for a new document. */
export function targetsOf(document: OfficialDocument): OperationTarget[] {
  const { business, documentId: own } = document;
  const block = 'TraceHeaderList.Bussiness';
  if (isRecall(document) || business.type === 2)
    return [
      business.documentId === undefined
        ? { documentId: own, where: 'MessageHeader.DocumentId' }
        : { documentId: business.documentId, where: `${block}.DocumentId` },
    ];
  const where = `${block}.ReplacementInfoList.ReplacementInfo.DocumentId`;
  const replaced = business.type === 3 ? (business.replacements ?? []) : [];
  return [...new Set(replaced.map(({ documentId }) => documentId))].map((documentId) => ({ documentId, where }));
}

/**
 * - new (0): delivered to all recipients;
 * - recall (1): recalled at all recipients of the package;
 * - update (2): who was added gets it, who was removed gives it back, the others get what changed;
 * - replace (3): the new one is delivered to all recipients, each document it replaces ends for those named with it.
 * Only the sender of a document may do any of this to it: `documentId` is looked for among the sender's own.
 */
export function effectsOf(document: OfficialDocument): OperationEffect[] {
  const { business, documentId: own, to } = document;
  const recipients = to.map(({ organId }) => organId);
  const about = business.documentId ?? own;
  const each = (act: OperationEffect['act'], documentId: string, who: readonly string[]): OperationEffect[] =>
    who.map((recipient) => ({ recipient, documentId, act }));
  if (isRecall(document)) return each('recall', about, recipients);
  if (business.type === 2) return updateEffects(business.update, recipients, (act, who) => each(act, about, who));
  const replaced = business.type === 3 ? (business.replacements ?? []) : [];
  return [
    ...each('deliver', own, recipients),
    ...replaced.flatMap(({ documentId, organIds }) => each('replace', documentId, organIds ?? recipients)),
  ];
}

function updateEffects(
  update: OfficialDocument['business']['update'],
  recipients: readonly string[],
  each: (act: OperationEffect['act'], who: readonly string[]) => OperationEffect[],
): OperationEffect[] {
  const receivers = update?.receivers ?? [];
  const ofType = (wanted: number) => receivers.filter(({ type }) => type === wanted).map(({ organId }) => organId);
  const [fresh, gone] = [ofType(added), ofType(removed)];
  const staying = recipients.filter((recipient) => !fresh.includes(recipient) && !gone.includes(recipient));
  // An update that says nothing of what it changes changes the content: practice marks a second send so.
  const contentStays = update?.contentChanged === false;
  return [...each('deliver', fresh), ...each('recall', gone), ...(contentStays ? [] : each('update', staying))];
}
