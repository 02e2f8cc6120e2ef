/** Rows out of CSV text (RFC 4180): quoted fields may hold commas, quotes and line breaks. */

export interface CsvRow {
  /** Line on which the row begins, the first line being 1. */
  readonly line: number;
  /** Trimmed; undefined when a quote is not closed or text stands beside it. */
  readonly fields: readonly string[] | undefined;
}

/** One field and what ends it; a quoted field doubles its quotes. */
const field = /(?:[ \t]*"((?:[^"]|"")*)"[ \t]*|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** Empty lines are left out. A line that can not be read is given without fields, and reading goes on with the next. */
export function readCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let [at, line] = [text.startsWith('\uFEFF') ? 1 : 0, 1];
  while (at < text.length) {
    const fields: string[] = [];
    const begin = at;
    let end: string | undefined = ',';
    while (end === ',') {
      field.lastIndex = at;
      const found = field.exec(text);
      end = found?.[3];
      if (found) fields.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? '').trim());
      at = found ? field.lastIndex : nextLine(text, at);
    }
    const isEmpty = fields.length === 1 && fields[0] === '';
    if (end === undefined) rows.push({ line, fields: undefined });
    else if (!isEmpty) rows.push({ line, fields });
    line += text.slice(begin, at).match(/\r\n|\n|\r/g)?.length ?? 0;
  }
  return rows;
}

/** One row under its column names, or what is wrong with it. */
export interface NamedRow<Column extends string> {
  readonly line: number;
  readonly row: Readonly<Record<Column, string>> | string;
}

/** Rows under the names of the first line, in any order; a column that is not there is empty. `missing` names those it must have. */
export function readNamedRows<Column extends string>(
  text: string,
  columns: readonly Column[],
  optional: readonly string[],
):
  | { readonly names: readonly string[]; readonly rows: readonly NamedRow<Column>[] }
  | { readonly missing: readonly Column[] } {
  const [head, ...rows] = readCsv(text);
  const names = head?.fields ?? [];
  const missing = columns.filter((column) => !names.includes(column) && !optional.includes(column));
  if (missing.length > 0) return { missing };
  return { names, rows: rows.map(({ line, fields }) => ({ line, row: rowOf(columns, names, fields) })) };
}

function rowOf<Column extends string>(
  columns: readonly Column[],
  names: readonly string[],
  fields: readonly string[] | undefined,
): NamedRow<Column>['row'] {
  if (!fields) return 'a quoted field is not closed, or text stands beside its quotes';
  if (fields.length !== names.length) return `${fields.length} fields where the first line names ${names.length}`;
  const values = columns.map((column) => [column, fields[names.indexOf(column)] ?? '']);
  return Object.fromEntries(values) as Record<Column, string>;
}

/** What is told of a first line that lacks columns. */
export const missingColumns = (missing: readonly string[]): string =>
  `the first line does not name the column ${missing.join(', ')}`;

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
