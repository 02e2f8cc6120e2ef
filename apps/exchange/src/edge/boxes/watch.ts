/** Those who wait for inboxes and desks: one look of the process for all of them, however many they are, and none while nobody waits. */
import { setTimeout as pause } from 'node:timers/promises';
import { refusedError, type Log } from '@lienthong/edge';
import { readNews, type WatchedBox, type Store, type Watcher } from '@lienthong/store';

/** What comes is seen so soon; two statements a look, which only read. */
const lookMs = 250;

interface Waiting extends Watcher {
  readonly box: WatchedBox;
  readonly wake: () => void;
}

export class Watch {
  private readonly waiting = new Set<Waiting>();
  private clients = 0;
  private isLooking = false;
  isStopped = false;

  /** `most` clients wait at once; each holds a connection and some memory. */
  constructor(
    private readonly store: Store,
    private readonly most: number,
    private readonly log: Log,
  ) {}

  /** Lets a client in who may wait; it must call what it is given when it goes. Throws RefusedError when there are too many. */
  enter(): () => void {
    if (this.clients >= this.most)
      throw refusedError(
        'over-capacity',
        `${this.most} clients wait at this process already; ask again without waiting`,
        undefined,
        { retryAfterSeconds: 5 },
      );
    this.clients++;
    let isIn = true;
    return () => {
      if (isIn) this.clients--;
      isIn = false;
    };
  }

  /** Done when something stands after the position, after `waitMs`, when the client has gone, or when the process stops. */
  news(box: WatchedBox, who: Watcher, waitMs: number, gone: AbortSignal): Promise<void> {
    if (this.isStopped || gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', wake);
        this.waiting.delete(waiting);
        resolve();
      };
      const waiting: Waiting = { ...who, box, wake };
      const timer = setTimeout(wake, Math.max(1, waitMs));
      gone.addEventListener('abort', wake);
      this.waiting.add(waiting);
      if (!this.isLooking) void this.look();
    });
  }

  /** All who wait get what is there now, and go. */
  stop(): void {
    this.isStopped = true;
    for (const { wake } of this.waiting) wake();
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    while (this.waiting.size > 0) {
      await pause(lookMs);
      await Promise.all((['inbox', 'desk'] as const).map((box) => this.lookAt(box)));
    }
    this.isLooking = false;
  }

  private async lookAt(box: WatchedBox): Promise<void> {
    const here = [...this.waiting].filter((one) => one.box === box);
    try {
      for (const index of await readNews(this.store, box, here)) here[index]?.wake();
    } catch (error) {
      this.log.warn({ box, error: (error as Error).message }, 'nobody knows whether something came; looked again soon');
    }
  }
}
