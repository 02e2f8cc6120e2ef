/** The few bags that are under way to one queue on one lane and not answered yet: the back-pressure of the relay. */
import type { WaitingMessage } from '@lienthong/store';

export interface Outstanding {
  readonly jobId: string;
  readonly messages: readonly WaitingMessage[];
  /** Machine time after which the messages are offered again. */
  readonly dueAt: number;
  /** How often they were offered; lengthens the pause. */
  readonly offers: number;
}

/** Bags under way that were offered once. More would only move the backlog from the outbox into the queue. */
export const windowBags = 3;
/** Messages of one bag, and characters of their texts (a job stays below a megabyte). */
export const bagMessages = 500;
export const bagCharacters = 600_000;
/** Patience with an unanswered bag is doubled at each offer up to here. */
export const longestPatienceMs = 60_000;

/** Machine times in milliseconds. */
export interface RelayPace {
  readonly patienceMs: number;
  readonly lingerMs: number;
}

export class BagWindow {
  private readonly under = new Map<string, Outstanding>();

  constructor(
    readonly queue: string,
    readonly lane: number,
    /** First patience with an unanswered bag, and the least time between two bags that are not full. */
    private readonly pace: RelayPace,
  ) {}

  /** Edges that lead to the queue, as places to send from and neighbours to send to. */
  places: readonly string[] = [];
  neighbours: readonly string[] = [];
  cursor = '0';
  private lastSentAt = 0;

  /** Urgent bags leave at once; others wait a moment for company, because every place signs once for each bag. */
  isDue(now: number): boolean {
    return this.room > 0 && (this.lane === 0 || now - this.lastSentAt >= this.pace.lingerMs);
  }

  /** Bags that are offered again and again do not stop the others. */
  get room(): number {
    return Math.max(0, windowBags - this.outstanding.filter(({ offers }) => offers === 1).length);
  }

  get outstanding(): readonly Outstanding[] {
    return [...this.under.values()];
  }

  sent(jobId: string, messages: readonly WaitingMessage[], now: number, offers: number): void {
    const patience = Math.min(this.pace.patienceMs * 2 ** (offers - 1), longestPatienceMs);
    this.lastSentAt = now;
    this.under.set(jobId, { jobId, messages, dueAt: now + patience, offers });
  }

  /** Forgets a bag that is about to be offered anew. */
  drop(jobId: string): void {
    this.under.delete(jobId);
  }

  /** Keeps of every bag only the messages that still have no receipt. */
  keepOpen(isOpen: (message: WaitingMessage) => boolean): void {
    for (const bag of this.outstanding) {
      const messages = bag.messages.filter(isOpen);
      if (messages.length === 0) this.under.delete(bag.jobId);
      else if (messages.length < bag.messages.length) this.under.set(bag.jobId, { ...bag, messages });
    }
  }
}

/** Cuts messages into bags that keep the limits. */
export function cutBags(messages: readonly WaitingMessage[]): WaitingMessage[][] {
  const bags: WaitingMessage[][] = [];
  let characters = 0;
  for (const message of messages) {
    const open = bags.at(-1);
    if (open === undefined || open.length === bagMessages || characters + message.text.length > bagCharacters) {
      bags.push([message]);
      characters = message.text.length;
    } else {
      open.push(message);
      characters += message.text.length;
    }
  }
  return bags;
}
