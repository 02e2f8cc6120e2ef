/** Reads just enough SQL to see which tables a statement touches and whether each is held to one place. */

export interface Table {
  readonly name: string;
  readonly hasPlace: boolean;
  /** First column of its primary key. */
  readonly keyBegins: string;
}

/** A query without anything in brackets: what stood in them is a query of its own, or nothing. */
interface Level {
  readonly text: string;
  /** Each table read or written here, by the name under which its columns are called (its alias, else its own name). */
  readonly tables: readonly { readonly table: string; readonly alias: string }[];
}

const clause =
  'WHERE|SET|ON|USING|JOIN|LEFT|RIGHT|INNER|CROSS|FULL|ORDER|GROUP|LIMIT|SELECT|VALUES|RETURNING|FOR|DO|UNION|HAVING|FROM';

/** The tables that a migration makes. */
export function tablesIn(sql: string): Table[] {
  return [...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"? \(/g)].map((match) => {
    const body = bracketed(sql, match.index + match[0].length - 1);
    const key = /PRIMARY KEY \(\s*(\w+)/.exec(body)?.[1] ?? /(?:^|[,(])\s*(\w+)[^,]*PRIMARY KEY/.exec(body)?.[1] ?? '';
    return { name: match[1] ?? '', hasPlace: /(?:^|[,(])\s*"?place"?\s/.test(body), keyBegins: key };
  });
}

/** Names of B-tree indexes (others cannot begin with text) whose first column is not `place`. */
export function indexesWithoutPlace(sql: string): string[] {
  const found = sql.matchAll(/CREATE (?:UNIQUE )?INDEX "?(\w+)"? ON "?\w+"? (USING \w+ )?\(\s*"?(\w+)/g);
  return [...found]
    .filter(([, , using, column]) => using === undefined && column !== 'place')
    .map(([, name]) => name ?? '');
}

/** The text between the bracket at `open` and the one that closes it. */
function bracketed(text: string, open: number): string {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(open + 1, at);
  }
  throw new Error(`a bracket is not closed: ${text.slice(open, open + 60)}`);
}

export function isStatement(text: string): boolean {
  return /\bSELECT\b[\s\S]*\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\s+\w+[\s\S]*\bSET\b|\bDELETE\s+FROM\b/i.test(text);
}

/** What is wrong with the statement, seen from the rule of one place; empty when nothing is. */
export function faultsOf(statement: string, tables: readonly Table[]): string[] {
  const sql = statement
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\s+/g, ' ');
  const held = new Set(tables.filter((table) => table.hasPlace).map((table) => table.name));
  const faults = levelsOf(sql).flatMap((level) => faultsOfLevel(level, held));
  if (/\b(?:FROM|JOIN|INTO|UPDATE) \$\{/i.test(sql))
    faults.push('puts in the name of a table, so nobody can read which');
  const places = new Set(
    [...sql.matchAll(/\bplace\b ?= ?(?:ANY ?\( ?)?(\$\d+)/gi), ...writtenPlaces(sql)].map((match) => match[1]),
  );
  if (places.size > 1) faults.push(`is held to more than one place: ${[...places].join(', ')}`);
  if (/\bplace\b ?(?:<>|!=|<|>|NOT\b|IS DISTINCT)/i.test(sql)) faults.push('asks for a place by anything else than =');
  return faults;
}

/** The parameter that an INSERT writes into its first column, `place`. */
function writtenPlaces(sql: string): RegExpExecArray[] {
  return [...sql.matchAll(/\bINSERT INTO \w+(?: AS \w+)? \(place,[^)]*\) (?:SELECT|VALUES ?\() ?(\$\d+)/gi)];
}

function faultsOfLevel({ text, tables }: Level, held: ReadonlySet<string>): string[] {
  const touched = tables.filter(({ table }) => held.has(table));
  const many = touched.length > 1;
  const column = (alias: string) => (many ? `\\b${alias}\\.place\\b` : `(?:\\b${alias}\\.|\\b)place\\b`);
  const says = (pattern: string) => new RegExp(pattern, 'i').test(text);
  const open = touched.filter(
    ({ table, alias }) => !says(`${column(alias)} ?=|= ?${column(alias)}|INTO ${table}\\b[^()]*PLACE_COLUMN`),
  );
  const wide = touched.filter(({ alias }) => says(`${column(alias)} ?= ?ANY`));
  return [
    ...open.map(({ table, alias }) => `touches ${table}${many ? ` (as ${alias})` : ''} without naming its place`),
    ...(wide.length > 1 ? [`joins ${wide.map(({ table }) => table).join(' and ')} over several places`] : []),
  ];
}

function levelsOf(sql: string): Level[] {
  // An INSERT names its place in brackets: keep what matters of them.
  let rest = sql.replaceAll(/\b(INSERT INTO \w+(?: AS \w+)?) \(\s*place\b[^)]*\)/gi, '$1 PLACE_COLUMN');
  const texts: string[] = [];
  for (let inner = /\(([^()]*)\)/.exec(rest); inner !== null; inner = /\(([^()]*)\)/.exec(rest)) {
    texts.push(inner[1] ?? '');
    rest = rest.slice(0, inner.index) + ' [] ' + rest.slice(inner.index + inner[0].length);
  }
  return [...texts, rest].map((text) => ({
    text: text.replaceAll(/\s+/g, ' '),
    tables: tablesOfLevel(text.replaceAll(/\s+/g, ' ')),
  }));
}

function tablesOfLevel(text: string): Level['tables'] {
  const named = `"?(\\w+)"?(?: (?:AS )?(?!(?:${clause}|PLACE_COLUMN|AS)\\b)(\\w+))?`;
  // `DO UPDATE SET` and `FOR UPDATE OF` name no table.
  const first = text.matchAll(
    new RegExp(`\\b(?:FROM|JOIN|INTO|(?<!DO |FOR )UPDATE|USING)(?: ONLY| LATERAL)? ${named}`, 'gi'),
  );
  const listed = [...text.matchAll(/\bFROM ((?:(?! WHERE | ORDER | GROUP | LIMIT | RETURNING | FOR ).)*)/gi)].flatMap(
    ([, list]) =>
      (list ?? '')
        .split(',')
        .slice(1)
        .flatMap((one) => [...one.matchAll(new RegExp(`^ ?${named}`, 'gi'))]),
  );
  return [...first, ...listed].map(([, table, alias]) => ({ table: table ?? '', alias: alias ?? table ?? '' }));
}
