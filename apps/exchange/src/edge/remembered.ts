/** Rows that say who may enter, looked up at each request and remembered for a moment; forgotten when one was withdrawn. */

/** How long a looked-up row is believed; an unknown one soon may be there. */
const rememberMs = 60_000;
const strangerMs = 1_000;
const mostRemembered = 10_000;

export class Remembered<Row> {
  private readonly rows = new Map<string, { row: Row | undefined; until: number }>();
  private knownVersion = '';

  /** @param version rises when something was withdrawn */
  constructor(
    private readonly version: () => string,
    private readonly look: (id: string) => Promise<Row | undefined>,
  ) {}

  async rowOf(id: string): Promise<Row | undefined> {
    if (this.knownVersion !== this.version()) this.rows.clear();
    this.knownVersion = this.version();
    const now = performance.now();
    const known = this.rows.get(id);
    if (known !== undefined && known.until > now) return known.row;
    const row = await this.look(id);
    if (this.rows.size > mostRemembered) this.rows.clear();
    this.rows.set(id, { row, until: now + (row === undefined ? strangerMs : rememberMs) });
    return row;
  }
}
