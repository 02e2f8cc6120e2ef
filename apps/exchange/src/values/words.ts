/** What somebody says with a status or an act (why, who, how to reach them, and the message as they wrote it): as it travels, and as rows keep it. */
import type { AuthoredStatus, StaffContact, StatusHop } from '@lienthong/edxml';
import { parseJson } from './parse-json.js';

export type Words = Pick<StatusHop, 'reason' | 'staff' | 'contact' | 'authored'>;

/** `contact` is the JSON list of department, mobile and email, `authored` that of the names below, null where one is not there. */
export interface WordsRow {
  readonly reason: string | null;
  readonly staff: string | null;
  readonly contact: string | null;
  readonly authored: string | null;
}

type Given = { readonly [K in keyof Words]?: Words[K] | undefined };

export function pickWords({ reason, staff, contact, authored }: Given): Words {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(staff === undefined ? {} : { staff }),
    ...(contact === undefined ? {} : { contact }),
    ...(authored === undefined ? {} : { authored }),
  };
}

export function writeWords({ reason, staff, contact, authored }: Words): WordsRow {
  return {
    reason: reason ?? null,
    staff: staff ?? null,
    contact: contact === undefined ? null : writeContact(contact),
    authored: authored === undefined ? null : JSON.stringify(authoredNames.map((name) => authored[name] ?? null)),
  };
}

/** Rows of our own API are read without the message: it shows codes of the directory. */
type ReadRow = Omit<WordsRow, 'authored'> & Partial<WordsRow>;

export function readWords({ reason, staff, contact, authored = null }: ReadRow): Words {
  const message = authored === null ? undefined : readAuthored(authored);
  return {
    ...(reason === null ? {} : { reason }),
    ...(staff === null ? {} : { staff }),
    ...(contact === null ? {} : { contact: readContact(contact) }),
    ...(message === undefined ? {} : { authored: message }),
  };
}

const authoredNames = [
  ...(['from', 'to', 'timestamp', 'fromName', 'code', 'documentId', 'departmentId', 'staffId'] as const),
];

/** What is no text is left out: an audit reads whatever stands in a row. */
function readAuthored(text: string): AuthoredStatus | undefined {
  const list = parseJson(text);
  const values = Array.isArray(list) ? (list as unknown[]) : [];
  const texts = authoredNames.flatMap((name, index) => {
    const value = values[index];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const { from, to, timestamp, ...others } = Object.fromEntries(texts) as Partial<AuthoredStatus>;
  const isWhole = from !== undefined && to !== undefined && timestamp !== undefined;
  return isWhole && !Number.isNaN(Date.parse(timestamp)) ? { from, to, timestamp, ...others } : undefined;
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
