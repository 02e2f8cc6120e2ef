/** The course of a replay: day after day of documents, then the last deliveries and statuses. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected } from '../plan/expected.js';
import type { Plan } from '../plan/planned-document.js';
import { instantOf } from '../scenario/calendar.js';
import { tellLog, tellProgress } from '../tell-launcher.js';
import type { Agents } from './agents.js';
import type { Operator } from './operator.js';
import type { Accounts } from './report.js';
import type { Slot } from './slots.js';

/** Without any progress for so long the run is given up, and the report says what is missing. */
const GIVE_UP_MS = 120_000;
const TELL_MS = 250;
const WATCH_MS = 2_000;
/** How often the books are looked at while something is waited for; at the end the last status stops the watch. */
const LOOK_MS = 100;
/**
 * The clock waits while more deliveries are under way than these many days bring. Half a year passes in a minute here: without
 * the brake a delivery that waits ten seconds for its turn would be thirty days old, and expire.
 */
const MOST_DAYS_UNDER_WAY = 3;

export interface RunParts {
  readonly plan: Plan;
  readonly expected: Expected;
  readonly slots: readonly Slot[];
  readonly agents: Agents;
  readonly operator: Operator;
  readonly before: Accounts;
}

export class Run {
  private statuses = 0;
  /** Deliveries that had come to an end when the books were last looked at. */
  private ended = 0;
  private inFlight = 0;
  private isOver = false;
  /** True when nothing moved any more: the exchange is away, or something was lost. */
  isGivenUp = false;

  constructor(private readonly parts: RunParts) {}

  /** Wall seconds from before the first document is written to the last status at its sender's place. */
  async carryOut(): Promise<number> {
    const start = performance.now();
    const telling = setInterval(() => this.tell(), TELL_MS);
    const givenUp = this.watch();
    try {
      await Promise.race([this.sendDays(), givenUp]);
      this.parts.agents.drain();
      await Promise.race([this.settle(), givenUp]);
    } finally {
      clearInterval(telling);
      this.isOver = true;
    }
    const wallSeconds = (performance.now() - start) / 1000;
    this.tell();
    return wallSeconds;
  }

  /**
   * The clock runs on with the documents. A day begins when those of the day before are on their way and all earlier ones have
   * their answers; a month when all have, so that every document is counted in the month in which it was sent.
   */
  private async sendDays(): Promise<void> {
    const { slots, agents, operator, plan } = this.parts;
    let dayBefore: number | undefined;
    for (const [index, slot] of slots.entries()) {
      const before = slots[index - 1];
      if (before?.isLastOfDay) await this.catchUp(before);
      if (this.isGivenUp) return;
      await operator.moveClock(instantOf(plan.days[slot.day] ?? '', slot.hour));
      agents.release(index);
      await agents.started(index);
      if (!slot.isLastOfDay) continue;
      if (dayBefore !== undefined) await agents.answered(dayBefore);
      dayBefore = index;
      if (this.isLastOfMonth(index)) await agents.answered(index);
    }
  }

  private isLastOfMonth(index: number): boolean {
    const { slots, plan } = this.parts;
    const [month, next] = [slots[index], slots[index + 1]].map((slot) => slot && plan.days[slot.day]?.slice(0, 7));
    return month !== next;
  }

  /** Before a new day: until few enough deliveries are under way. */
  private async catchUp({ deliveries }: Slot): Promise<void> {
    const { expected, plan } = this.parts;
    const most = (MOST_DAYS_UNDER_WAY * expected.deliveries) / plan.days.length;
    if (deliveries - this.ended <= most) return;
    for (await this.look(); this.inFlight > most && !this.isGivenUp; await this.look()) await sleep(LOOK_MS);
  }

  /** Until every delivery was read and every status is back at its sender's place. */
  private async settle(): Promise<void> {
    const { expected, agents } = this.parts;
    for (;;) {
      await this.look();
      const isDone =
        this.statuses >= expected.statuses && this.inFlight <= 0 && agents.counts.read >= expected.deliveries;
      if (isDone || this.isGivenUp) return;
      await sleep(LOOK_MS);
    }
  }

  private async look(): Promise<void> {
    const { operator, before } = this.parts;
    const { total } = await operator.books();
    this.statuses = total.statuses - before.books.statuses;
    this.inFlight = total.inFlight - before.books.inFlight;
    this.ended = total.accepted - before.books.accepted - this.inFlight;
  }

  /** Resolves when nothing has moved for too long. */
  private async watch(): Promise<void> {
    let [last, since] = ['', performance.now()];
    while (!this.isOver) {
      await sleep(WATCH_MS, undefined, { ref: false });
      const { answered, read, statuses } = this.parts.agents.counts;
      const now = [answered, read, statuses, this.statuses].join(' ');
      if (now !== last) [last, since] = [now, performance.now()];
      if (performance.now() - since < GIVE_UP_MS) continue;
      this.isGivenUp = true;
      tellLog(`nothing has moved for ${GIVE_UP_MS / 1000} s; the report says what is missing`);
      return;
    }
  }

  private tell(): void {
    const { agents, plan, expected } = this.parts;
    const { answered, read, statuses } = agents.counts;
    tellProgress('documents', 'documents accepted', answered, plan.documents.length);
    tellProgress('inboxes', 'deliveries read', read, expected.deliveries);
    /* Status 01 is the receiving place's; the rest is what recipients submit. */
    tellProgress('statuses', 'statuses submitted', statuses, expected.statuses - expected.deliveries);
  }
}
