/** What an audit finds: each difference named by its place, table and key, and how many rows it looked at. */

/** One thing that does not stand as everything else says it should. */
export interface Difference {
  readonly place: string;
  /** The table, or `checkpoint file` for the copy outside the database. */
  readonly table: string;
  /** The row's key without its place, values separated by blanks. */
  readonly key: string;
  readonly expected: string;
  readonly found: string;
}

/** Differences kept to be told; those beyond are only counted, so that a disaster does not end the audit for want of memory. */
const mostKept = 2_000;

export class Findings {
  readonly differences: Difference[] = [];
  /** All differences, also those not kept. */
  count = 0;
  /** Rows looked at, by what they are. */
  readonly checked = new Map<string, number>();

  add(place: string, table: string, key: string, expected: string, found: string): void {
    this.count++;
    if (this.count <= mostKept) this.differences.push({ place, table, key, expected, found });
  }

  /** Adds a difference when two texts are not the same. */
  compare(place: string, table: string, key: string, expected: string, found: string): void {
    if (expected !== found) this.add(place, table, key, expected, found);
  }

  looked(what: string, rows: number): void {
    this.checked.set(what, (this.checked.get(what) ?? 0) + rows);
  }
}

/** Tells on stderr where a long audit is; a short one says nothing. */
export class Progress {
  private toldAt = performance.now();

  constructor(private readonly tell: (line: string) => void) {}

  at(what: string): void {
    if (performance.now() - this.toldAt < 2_000) return;
    this.toldAt = performance.now();
    this.tell(what);
  }
}
