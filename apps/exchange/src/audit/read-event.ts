/** Whether an event's bytes say something that can be compared with rows: JSON, and every entry of the shape its kind has. */
import { isUtf8 } from 'node:buffer';
import { parseJson } from '../values/parse-json.js';
import { isShortId } from '../values/short.js';

type Shape = (entry: readonly unknown[]) => boolean;

const isText = (value: unknown): boolean => typeof value === 'string';
/** Codes of statuses have two digits; their numbers must fit the column. */
const isWhole = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
const isNumber = (value: unknown): boolean => isText(value) && /^\d{1,18}$/.test(String(value));
const startsWithId = ([id]: readonly unknown[]): boolean => isText(id) && isShortId(String(id));

let lastTime = '';

function isTime(value: unknown): boolean {
  if (value === lastTime) return true;
  const ms = isText(value) ? Date.parse(String(value)) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== value) return false;
  lastTime = String(value);
  return true;
}

const isDocument: Shape = (entry) =>
  startsWithId(entry) && entry.slice(1, 7).every(isText) && typeof entry[7] === 'object' && isWay(entry[7]);

function isWay(way: object | null): boolean {
  return (
    way !== null &&
    !Array.isArray(way) &&
    Object.values(way).every((recipients) => Array.isArray(recipients) && recipients.every(isText))
  );
}

const isStatus: Shape = (entry) =>
  startsWithId(entry) && isText(entry[1]) && isWhole(entry[2], 32_767) && isWhole(entry[3], 99);

/** The kinds of entries that are compared with rows. */
const shapes: Readonly<Record<string, Shape>> = {
  accepted: isDocument,
  parked: isDocument,
  arrived: isDocument,
  refusedParked: (entry) => startsWithId(entry) && isText(entry[1]) && isText(entry[2]),
  statuses: ([at, rows]) => isTime(at) && Array.isArray(rows) && rows.every(fits(isStatus)),
  settled: (entry) => startsWithId(entry) && isText(entry[1]) && isText(entry[2]) && isTime(entry[4]),
  expired: (entry) => startsWithId(entry) && isText(entry[1]),
  acknowledged: ([agency, documents]) =>
    isText(agency) && Array.isArray(documents) && documents.every((one) => isText(one) && isShortId(String(one))),
  given: (entry) => startsWithId(entry) && isText(entry[1]) && isText(entry[2]),
  taken: (entry) => startsWithId(entry) && isText(entry[1]) && isText(entry[2]),
  refused: ([agency, code]) => isText(agency) && isText(code),
  stopped: (entry) => startsWithId(entry) && isText(entry[1]) && isText(entry[2]) && isTime(entry[3]),
  resent: ([id, neighbour]) => isNumber(id) && isText(neighbour),
};

/** Escapes that PostgreSQL's JSON does not take: NUL, and halves of surrogate pairs (whole ones are never escaped here). */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/** Kinds that the audit does not compare may say what they like, as long as they are lists. */
export function isReadable(body: Buffer): boolean {
  const text = body.toString('utf8');
  if (!isUtf8(body) || unstorable.test(text)) return false;
  const event = parseJson(text);
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  return Object.entries(event).every(([kind, entries]) => Array.isArray(entries) && entries.every(fits(shapes[kind])));
}

function fits(shape: Shape | undefined): (entry: unknown) => boolean {
  return (entry) => shape === undefined || (Array.isArray(entry) && shape(entry));
}
