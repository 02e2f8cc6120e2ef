/** The rules a document must keep whoever wrote it; the first one broken is the refusal. */
import { toNewCode } from '@lienthong/directory';
import type { OfficialDocument } from '../document.js';
import type { Refusal } from '../refusals.js';
import { checkTexts } from './check-texts.js';
import { checkValues } from './check-values.js';
import { findStateSecret } from './state-secret.js';

/** `today` is the official date `yyyy-MM-dd` in Vietnam (+07). Secrecy comes first: a secret is one however badly it is written. */
export function checkDocument(document: OfficialDocument, today: string): Refusal | undefined {
  return (
    findStateSecret(document) ??
    checkTexts(document) ??
    checkValues(document, today) ??
    checkOperation(document) ??
    checkRecipients(document)
  );
}

function checkOperation({ business: { type } }: OfficialDocument): Refusal | undefined {
  if (type === 0) return undefined;
  const name = ['new', 'recall', 'update', 'replacement'][type] ?? '';
  const detail = `a ${name} (type ${type}) is not taken here; only new documents (type 0) are`;
  return { code: 'operation-unsupported', detail, where: 'TraceHeaderList.Bussiness.BussinessDocType' };
}

/** An agency named once by its old code and once by its new one is named twice. */
function checkRecipients({ to }: OfficialDocument): Refusal | undefined {
  const seen = new Set<string>();
  for (const { organId } of to) {
    const code = toNewCode(organId);
    if (seen.has(code)) {
      return { code: 'recipient-repeated', detail: `${organId} is named twice`, where: 'MessageHeader.To.OrganId' };
    }
    seen.add(code);
  }
  return undefined;
}
