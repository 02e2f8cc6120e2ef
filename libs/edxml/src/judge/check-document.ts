/** The rules a document must keep whoever wrote it. */
import { toNewCode } from '@lienthong/directory';
import type { Attachment, OfficialDocument } from '../document.js';
import type { Refusal } from '../refusals.js';
import { checkOperation } from './check-operation.js';
import { checkTexts } from './check-texts.js';
import { checkValues } from './check-values.js';
import { faults, refusalOf, type Fault } from './faults.js';
import { findStateSecrets } from './state-secret.js';

/**
 * The first rule broken is the refusal. `today` is the official date `yyyy-MM-dd` in Vietnam (+07). Secrecy comes first: a
 * secret is one however badly it is written, and whichever of its `attachments` says so.
 */
export function checkDocument(
  document: OfficialDocument,
  today: string,
  attachments: readonly Attachment[] = [],
): Refusal | undefined {
  const [fault] = findFaults(document, today, attachments);
  return fault && refusalOf(fault);
}

/** Every rule broken by a document of any operation. */
export function findFaults(document: OfficialDocument, today: string, attachments: readonly Attachment[]): Fault[] {
  return [
    ...findStateSecrets(document, attachments),
    ...checkTexts(document),
    ...checkValues(document, today),
    ...checkOperation(document),
    ...checkRecipients(document),
  ];
}

/** An agency named once by its old code and once by its new one is named twice. */
function checkRecipients({ to }: OfficialDocument): Fault[] {
  const seen = new Set<string>();
  return to.flatMap(({ organId }) => {
    const code = toNewCode(organId);
    if (code !== '' && seen.has(code)) return [repeated(organId)];
    seen.add(code);
    return [];
  });
}

const repeated = (organId: string): Fault => ({
  ...faults.other('M', 'recipient-repeated', 'MessageHeader.To.OrganId', [
    `${organId} is named twice`,
    `${organId} được nêu hai lần`,
  ]),
  value: organId,
});
