/** How an audit reads: one read-only snapshot of the whole store, and rows in pages, so that memory stays flat however many there are. */
import { statement, type Connection, type Statement, type Store } from '../store.js';

/** Whole tables are read: plans for the first few rows, or nested loops over tables never analysed, would take hours. */
const settings = [
  statement('audit-whole-cursors', `SELECT set_config('cursor_tuple_fraction', '1', true)`),
  statement('audit-no-loops', `SELECT set_config('enable_nestloop', 'off', true)`),
  // Entries of events hardly ever come twice: a cache of them only costs.
  statement('audit-no-memoize', `SELECT set_config('enable_memoize', 'off', true)`),
  statement('audit-memory', `SELECT set_config('work_mem', '48MB', true)`),
];

/** Runs `work` on one snapshot; what it asks at the same time is asked one after the other. */
export async function inSnapshot<T>(store: Store, work: (connection: Connection) => Promise<T>): Promise<T> {
  return store.snapshot(async (tx) => {
    for (const setting of settings) await tx.run(setting);
    let last: Promise<unknown> = Promise.resolve();
    return work({
      run<Row extends object>(what: Statement, values?: readonly unknown[]) {
        const mine = last.then(() => tx.run<Row>(what, values));
        last = mine.catch(() => undefined);
        return mine;
      },
    });
  });
}

/** Gives a query's rows page by page; the next page is on its way while one is worked on. Needs a transaction. */
export async function* pagesOf<Row extends object>(
  connection: Connection,
  query: Statement,
  values: readonly unknown[],
  pageRows: number,
): AsyncGenerator<Row[]> {
  const { name } = query;
  await connection.run(statement(`open-${name}`, `DECLARE "${name}" NO SCROLL CURSOR FOR ${query.text}`), values);
  const more = statement(`fetch-${pageRows}-${name}`, `FETCH FORWARD ${pageRows} FROM "${name}"`);
  const fetch = () => {
    const page = connection.run<Row>(more);
    page.catch(() => undefined);
    return page;
  };
  let next = fetch();
  for (;;) {
    const page = await next;
    if (page.length === 0) break;
    if (page.length === pageRows) next = fetch();
    yield page;
    if (page.length < pageRows) break;
  }
  await connection.run(statement(`close-${name}`, `CLOSE "${name}"`));
}

/** Rows of an ordered query one by one, for merging: `row` is the current one, undefined after the last. */
export class OrderedRows<Row extends object> {
  row: Row | undefined;
  private page: readonly Row[] = [];
  private at = 0;

  private constructor(private readonly pages: AsyncGenerator<Row[]>) {}

  static async of<Row extends object>(pages: AsyncGenerator<Row[]>): Promise<OrderedRows<Row>> {
    const rows = new OrderedRows<Row>(pages);
    await rows.advance();
    return rows;
  }

  async advance(): Promise<void> {
    if (this.at === this.page.length) {
      const { value, done } = await this.pages.next();
      this.page = done ? [] : value;
      this.at = 0;
    }
    this.row = this.page[this.at];
    if (this.row !== undefined) this.at++;
  }

  /** Takes the rows from the current one on that belong to the same key. */
  async takeWhile(belongs: (row: Row) => boolean): Promise<Row[]> {
    const taken: Row[] = [];
    while (this.row !== undefined && belongs(this.row)) {
      taken.push(this.row);
      await this.advance();
    }
    return taken;
  }
}
