/** The axis' own identifiers of packages: the document's for its sender, one for each recipient, one for each status. */
import type { BoxKind } from '@lienthong/store';

/** A package as its reader names it. */
export interface NamedPackage {
  readonly kind: BoxKind;
  readonly document: string;
  readonly recipient: string;
  /** Of the status; 0 for a document, and for a refusal by a place; below 0 of a sender's act, which is told as a status. */
  readonly number: number;
}

const named = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([A-Z0-9.]{1,35})(?:-(r(?=[1-9]))?(\d{1,4}))?$/;

/**
 * `<document>-<recipient>`, for a status with its number after it, for a recall with `r` before its own. The same at every look: nothing is stored to find it again,
 * and a document for several agencies of a centre is fetched and answered by each of them.
 */
export function docIdOf({ kind, document, recipient, number }: NamedPackage): string {
  if (kind === 'edoc') return `${document}-${recipient}`;
  return `${document}-${recipient}-${number < 0 ? `r${-number}` : number}`;
}

export function readDocId(text: string): NamedPackage | undefined {
  const [, document, recipient, recall, digits] = named.exec(text) ?? [];
  if (document === undefined || recipient === undefined) return undefined;
  const number = recall === 'r' ? -Number(digits) : Number(digits ?? 0);
  return { kind: digits === undefined ? 'edoc' : 'status', document, recipient, number };
}
