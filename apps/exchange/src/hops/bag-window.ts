/** The few bags that are under way to one queue on one lane and not answered yet: the back-pressure of the relay. */
import { normalLane } from '@lienthong/edxml';
import type { WaitingMessage } from '@lienthong/store';

export interface Outstanding {
  readonly jobId: string;
  readonly messages: readonly WaitingMessage[];
  /** Monotonic time after which the messages are offered again. */
  readonly dueAt: number;
  /** How often they were offered; lengthens the pause. */
  readonly offers: number;
  /** Until then a bag that the queue still holds is waited for; a handler that hangs is not waited for longer. */
  readonly waitUntil: number;
}

/** Bags under way that were offered once. More would only move the backlog from the outbox into the queue. */
export const windowBags = 3;
/** Bags that are not full wait while so many are under way: the slower the answers, the larger and fewer the bags. */
const partialBags = { urgent: 2, normal: 1 } as const;
/** Messages of one bag, and characters of their texts (a job stays below a megabyte). */
export const bagMessages = 500;
/** Messages of one bag where no more wait than fit into a large one: its transaction is shorter, and costs more for each message. */
const bagWithoutBacklog = 100;
export const bagCharacters = 600_000;
/** Patience with an unanswered bag is doubled at each offer up to here. */
export const longestPatienceMs = 60_000;
/** Least time between two urgent bags of one degree: a stream of urgent documents cost a bag, with its transaction, at every round. */
const urgentPauseMs = 500;
/** So many times as long with one that the queue still holds: it is not lost, only late. */
const queuedPatience = 3;

/** Durations in milliseconds. */
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
  /** Where the next look begins: behind what it need not find again. */
  cursor = '0';
  private end = '0';
  private lookedAt = -Infinity;
  private leftAt = -Infinity;

  /**
   * Others wait a moment for company, because every place signs once for each bag; an urgent bag leaves at once, and those that
   * come right behind it leave together.
   */
  isDue(now: number): boolean {
    const isEarly = this.isUrgent ? now - this.leftAt < urgentPauseMs : now - this.lookedAt < this.pace.lingerMs;
    if (this.room === 0 || isEarly) return false;
    this.lookedAt = now;
    return true;
  }

  /** Bags that are offered again and again do not stop the others. */
  get room(): number {
    return Math.max(0, windowBags - this.underWay);
  }

  takes(bag: readonly WaitingMessage[]): boolean {
    return this.room > 0 && (isFull(bag) || this.underWay < partialBags[this.isUrgent ? 'urgent' : 'normal']);
  }

  /**
   * Notes that everything up to message `end` is under way. Without a backlog the next look begins where the one before this
   * ended: a message whose transaction committed after one with a higher number is found then, not at the next full scan.
   */
  looked(end: string | undefined, isBacklog: boolean): void {
    if (end === undefined) return;
    this.cursor = isBacklog ? end : this.end;
    this.end = end;
  }

  private get isUrgent(): boolean {
    return this.lane < normalLane;
  }

  private get underWay(): number {
    return this.outstanding.filter(({ offers }) => offers === 1).length;
  }

  get outstanding(): readonly Outstanding[] {
    return [...this.under.values()];
  }

  sent(jobId: string, messages: readonly WaitingMessage[], now: number, offers: number): void {
    this.leftAt = now;
    const patience = Math.min(this.pace.patienceMs * 2 ** (offers - 1), longestPatienceMs);
    this.under.set(jobId, {
      jobId,
      messages,
      dueAt: now + patience,
      offers,
      waitUntil: now + queuedPatience * patience,
    });
  }

  /** Leaves a bag that is still in the queue some more time. */
  waitOn(bag: Outstanding, now: number): void {
    this.under.set(bag.jobId, { ...bag, dueAt: now + this.pace.patienceMs });
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

function isFull(bag: readonly WaitingMessage[]): boolean {
  return bag.length >= bagWithoutBacklog || bag.reduce((sum, { text }) => sum + text.length, 0) > 0.9 * bagCharacters;
}

/** Cuts what waits into bags that keep the limits. */
export function cutBags(messages: readonly WaitingMessage[]): WaitingMessage[][] {
  const most = messages.length < bagMessages ? bagWithoutBacklog : bagMessages;
  const bags: WaitingMessage[][] = [];
  let characters = 0;
  for (const message of messages) {
    const open = bags.at(-1);
    if (open === undefined || open.length === most || characters + message.text.length > bagCharacters) {
      bags.push([message]);
      characters = message.text.length;
    } else {
      open.push(message);
      characters += message.text.length;
    }
  }
  return bags;
}
