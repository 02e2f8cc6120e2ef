/** What a batch will write beside its documents: collected by the steps, written once, in the order that all transactions keep. */
import {
  enterBooks,
  enterLate,
  enterRefusals,
  enterRollups,
  keepReceipts,
  linkEvents,
  putIntoOutbox,
  type BookChange,
  type LateRow,
  type OutboxRow,
  type ReceiptRow,
  type RollupEntry,
} from '@lienthong/store';
import { laneOf, type Hop } from '@lienthong/edxml';
import type { Exchange, Writing } from '../exchange.js';

type EventBody = Partial<Record<string, unknown[]>>;

export class Effects {
  readonly outbox: OutboxRow[] = [];
  readonly books: BookChange[] = [];
  readonly rollups: RollupEntry[] = [];
  readonly late: LateRow[] = [];
  readonly receipts: ReceiptRow[] = [];
  readonly refusals: { place: string; agency: string; code: string }[] = [];
  private readonly events = new Map<string, EventBody>();

  /** `at` is the official time of the whole transaction, ISO 8601. */
  constructor(readonly at: string) {}

  send(place: string, neighbour: string, hop: Hop): void {
    this.outbox.push({ place, neighbour, lane: laneOf(hop.urgency), text: JSON.stringify(hop) });
  }

  /** Adds a row of a kind to what this transaction's event at a place says. */
  note(place: string, kind: string, row: unknown): void {
    let event = this.events.get(place);
    if (event === undefined) this.events.set(place, (event = {}));
    (event[kind] ??= []).push(row);
  }

  /** Statuses stand in groups of one time, which most of a transaction share. */
  noteStatus(place: string, at: string, row: unknown): void {
    const last = this.events.get(place)?.statuses?.at(-1) as [at: string, rows: unknown[]] | undefined;
    if (last?.[0] === at) last[1].push(row);
    else this.note(place, 'statuses', [at, [row]]);
  }

  /** The end of a transaction, when its turn has come, sent together: inserts, then rollups, then the heads of the chains, which are held until COMMIT. */
  async write(tx: Writing, exchange: Exchange): Promise<void> {
    await tx.ending();
    const events = [...this.events].map(([place, body]) => ({ place, body }));
    await Promise.all([
      keepReceipts(tx, this.receipts),
      putIntoOutbox(tx, this.outbox),
      enterLate(tx, this.late),
      enterRollups(tx, this.rollups, exchange.chain),
      enterBooks(tx, this.books, exchange.chain),
      enterRefusals(tx, this.refusals, this.at),
      linkEvents(tx, exchange.chain, events, this.at),
    ]);
  }
}
