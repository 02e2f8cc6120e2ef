/** What somebody says with a status or an act (why, who, and how to reach them): as it travels, and as rows keep it. */
import type { StaffContact, StatusHop } from '@lienthong/edxml';
import { parseJson } from './parse-json.js';

export type Words = Pick<StatusHop, 'reason' | 'staff' | 'contact'>;

/** `contact` is the JSON list of department, mobile and email. */
export interface WordsRow {
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
}

export function pickWords({ reason, staff, contact }: { readonly [K in keyof Words]?: Words[K] | undefined }): Words {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(staff === undefined ? {} : { staff }),
    ...(contact === undefined ? {} : { contact }),
  };
}

export function writeWords({ reason, staff, contact }: Words): WordsRow {
  return {
    reason: reason ?? null,
    staff: staff ?? null,
    contact: contact === undefined ? null : writeContact(contact),
  };
}

export function readWords({ reason, staff, contact }: WordsRow): Words {
  return {
    ...(reason === null ? {} : { reason }),
    ...(staff === null ? {} : { staff }),
    ...(contact === null ? {} : { contact: readContact(contact) }),
  };
}

export function writeContact({ department, mobile, email }: StaffContact): string {
  return JSON.stringify([department ?? null, mobile ?? null, email ?? null]);
}

/** What is no text is left out: an audit reads whatever stands in a row. */
function readContact(text: string): StaffContact {
  const list = parseJson(text);
  const [department, mobile, email] = Array.isArray(list) ? (list as unknown[]) : [];
  return {
    ...(typeof department === 'string' ? { department } : {}),
    ...(typeof mobile === 'string' ? { mobile } : {}),
    ...(typeof email === 'string' ? { email } : {}),
  };
}
