/** The sending side: writes and signs its documents in official time, some ahead of their hour, and submits them. */
import { ProblemError } from '@lienthong/client';
import { isRefused } from '../plan/expected.js';
import type { Plan, PlannedDocument } from '../plan/planned-document.js';
import type { Door } from './door.js';
import type { Findings } from './findings.js';

export interface OutboxParts {
  readonly plan: Plan;
  readonly write: (document: PlannedDocument) => Buffer;
  readonly door: Door;
  readonly keys: ReadonlyMap<string, string>;
  readonly findings: Findings;
}

/** Requests under way at once in one process; more only lengthens the wait (measured). */
const MOST_IN_FLIGHT = 40;
/** Documents written before their hour comes, about 25 KB each. */
const MOST_AHEAD = 96;

export class Outbox {
  private readonly written: Buffer[] = [];
  private next = 0;
  private released = 0;
  private inFlight = 0;
  private isWriting = false;

  constructor(
    private readonly documents: readonly PlannedDocument[],
    private readonly parts: OutboxParts,
  ) {}

  /** The first `count` documents of this process may be submitted. */
  release(count: number): void {
    this.released = Math.max(this.released, Math.min(count, this.documents.length));
    this.pump();
  }

  private pump(): void {
    while (this.inFlight < MOST_IN_FLIGHT && this.next < this.released) {
      const document = this.documents[this.next];
      if (!document) return;
      const bytes = this.written.shift() ?? this.parts.write(document);
      this.next += 1;
      this.inFlight += 1;
      this.parts.findings.started += 1;
      this.parts.findings.changed();
      void this.submit(document, bytes);
    }
    this.writeAhead();
  }

  /** One document a turn of the event loop, so that answers are read in between. */
  private writeAhead(): void {
    const at = this.next + this.written.length;
    const document = this.documents[at];
    if (this.isWriting || !document || this.written.length >= MOST_AHEAD) return;
    this.isWriting = true;
    setImmediate(() => {
      this.isWriting = false;
      if (at === this.next + this.written.length) this.written.push(this.parts.write(document));
      this.writeAhead();
    });
  }

  private async submit(document: PlannedDocument, bytes: Buffer): Promise<void> {
    const { door, keys, findings } = this.parts;
    let attempts = 0;
    try {
      await door.ask(keys.get(document.sender.code) ?? '', (client) => {
        attempts += 1;
        return client.submit(bytes);
      });
      if (attempts > 1) findings.recovered += 1;
      if (isRefused(this.parts.plan, document)) findings.fault(`${name(document)} was taken in spite of its flaw`);
    } catch (error) {
      findings.refused += 1;
      const isPlanned = error instanceof ProblemError && isRefused(this.parts.plan, document);
      if (!isPlanned) findings.fault(`${name(document)} was not taken: ${String(error)}`);
    }
    this.inFlight -= 1;
    findings.answered += 1;
    findings.changed();
    this.pump();
  }
}

function name({ sender, number, flaw }: PlannedDocument): string {
  return `document ${number} of ${sender.code}${flaw ? ` (${flaw})` : ''}`;
}
