/** What the clients of a drill know of it: kept apart from everything the exchange says of itself, and the ground of the judgement. */
import { letterKey, type Letter } from './letters.js';
import type { Attempt } from './total-queue.js';

export class History {
  readonly letters: ReadonlyMap<string, Letter>;
  /** By the exchange's id of the document; learnt from the answers. */
  readonly byDocument = new Map<string, Letter>();
  /** Signature of the acceptance receipt, by letter: each repeated submission must be answered with the same. */
  readonly receipts = new Map<string, string>();
  /** Letters of whose submission some request stayed without an answer. */
  readonly doubtful = new Set<string>();
  /** What the readers saw by going on from their cursors: `letter > recipient`, and `letter > recipient #number code`. */
  readonly arrived: string[] = [];
  readonly reported: string[] = [];
  /** Deliveries all of whose statuses were answered, and those of them with a doubtful answer. */
  readonly said = new Set<string>();
  readonly saidInDoubt = new Set<string>();
  readonly faults: string[] = [];
  readonly deliveries: number;
  readonly statuses: number;

  constructor(letters: readonly Letter[]) {
    this.letters = new Map(letters.map((letter) => [letterKey(letter), letter]));
    this.deliveries = letters.reduce((sum, { recipients }) => sum + recipients.length, 0);
    this.statuses = letters
      .flatMap(({ answers }) => [...answers.values()])
      .reduce((sum, codes) => sum + 1 + codes.length, 0);
  }

  /** What is done of what is to do, 0 to 1. */
  get progress(): number {
    const done = this.receipts.size + this.arrived.length + this.reported.length;
    return done / (this.letters.size + this.deliveries + this.statuses);
  }

  get isSettled(): boolean {
    const { receipts, arrived, reported } = this;
    return receipts.size >= this.letters.size && arrived.length >= this.deliveries && reported.length >= this.statuses;
  }

  /** Every document to every recipient, as the checker wants it. */
  deliveryAttempts(): Map<string, Attempt> {
    const attempts = new Map<string, Attempt>();
    for (const [key, letter] of this.letters)
      for (const recipient of letter.recipients)
        attempts.set(deliveryKey(key, recipient), {
          acknowledged: this.receipts.has(key),
          doubtful: this.doubtful.has(key),
        });
    return attempts;
  }

  /** Every status on its way back: the 01 of the receiving place, then what the recipient said, numbered from 1. */
  statusAttempts(): Map<string, Attempt> {
    const attempts = new Map<string, Attempt>();
    for (const [key, letter] of this.letters)
      for (const [recipient, codes] of letter.answers) {
        const delivery = deliveryKey(key, recipient);
        const acknowledged = this.said.has(delivery);
        const doubtful = this.saidInDoubt.has(delivery);
        for (const [index, code] of [1, ...codes].entries())
          attempts.set(statusKey(delivery, index + 1, code), { acknowledged, doubtful });
      }
    return attempts;
  }

  toString(): string {
    return (
      `${this.receipts.size} of ${this.letters.size} acknowledged, ${this.arrived.length} of ${this.deliveries} delivered, ` +
      `${this.reported.length} of ${this.statuses} statuses on their desks`
    );
  }
}

export function deliveryKey(letter: string, recipient: string): string {
  return `${letter} > ${recipient}`;
}

export function statusKey(delivery: string, number: number, code: number): string {
  return `${delivery} #${number} ${code}`;
}
