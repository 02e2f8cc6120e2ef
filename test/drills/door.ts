/** How a drill's agencies speak to exchange processes that die: the same request again, at another process, until it is answered. */
import { setTimeout as pause } from 'node:timers/promises';
import { LienThongClient, NoAnswerError, ProblemError } from '@lienthong/client';

/** What became of the requests, one by one. */
export interface Tally {
  requests: number;
  answered: number;
  /** 503 with Retry-After. */
  turnedAway: number;
  unanswered: number;
  /** Answers that nobody should ever get, 500 above all. */
  readonly others: string[];
}

export interface Answer<T> {
  readonly value: T;
  /** True when an earlier try stayed without a good answer and may have been carried out all the same. */
  readonly doubtful: boolean;
}

/** Who gets no answer for so long takes the exchange for gone: recovery has to be faster, and without anybody's help. */
const patienceMs = 90_000;
/** Pause before the same request goes to the other process, a little longer each time. */
const againAfterMs = { first: 80, longest: 600 };
const connections = 24;

export class Door {
  readonly tally: Tally = { requests: 0, answered: 0, turnedAway: 0, unanswered: 0, others: [] };
  private readonly lines: readonly LienThongClient[];
  private next = 0;

  constructor(addresses: readonly string[]) {
    this.lines = addresses.map((baseUrl) => new LienThongClient({ baseUrl, key: '', connections }));
  }

  /** @throws Error when the exchange says no for good, or nothing at all for a minute and a half */
  async ask<T>(key: string, what: string, request: (client: LienThongClient) => Promise<T>): Promise<Answer<T>> {
    const end = performance.now() + patienceMs;
    let doubtful = false;
    let again = againAfterMs.first;
    let last: unknown;
    while (performance.now() < end) {
      this.tally.requests += 1;
      try {
        const value = await request(this.line().as(key));
        this.tally.answered += 1;
        return { value, doubtful };
      } catch (error) {
        last = error;
        doubtful = true;
        await pause(this.waitAfter(error, what, again));
        again = Math.min(again * 1.5, againAfterMs.longest);
      }
    }
    throw new Error(`${what}: no answer within ${patienceMs} ms (${String(last)})`, { cause: last });
  }

  async close(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }

  /** Milliseconds until the next try. */
  private waitAfter(error: unknown, what: string, again: number): number {
    if (error instanceof NoAnswerError) {
      this.tally.unanswered += 1;
      return again;
    }
    if (error instanceof ProblemError && error.status === 503 && error.retryAfterMs !== undefined) {
      this.tally.turnedAway += 1;
      return error.retryAfterMs;
    }
    this.tally.others.push(`${what}: ${String(error)}`);
    throw error;
  }

  private line(): LienThongClient {
    this.next = (this.next + 1) % this.lines.length;
    return this.lines[this.next]!;
  }
}
