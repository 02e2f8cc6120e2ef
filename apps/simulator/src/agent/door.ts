/** The way to the exchange for a client that does not give up: the same request again until there is an answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LienThongClient, NoAnswerError, ProblemError } from '@lienthong/client';

/** How requests fared besides plain answers. */
export interface Troubles {
  /** No answer came: whether the exchange did it is unknown, so the same request went out again. */
  unanswered: number;
  /** 503 with Retry-After. */
  busy: number;
  /** Answers that no exchange should give (500 and the like); asked again as well. */
  unexpected: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** An address that did not answer is left alone for a moment when there is another. */
const AVOID_MS = 1_000;

interface Line {
  readonly client: LienThongClient;
  readonly byKey: Map<string, LienThongClient>;
  avoidUntil: number;
}

export class Door {
  readonly troubles: Troubles = { unanswered: 0, busy: 0, unexpected: 0 };
  private readonly lines: readonly Line[];
  private turn = 0;
  private patienceMs = Number.POSITIVE_INFINITY;

  /** `connections` are kept to each address; the addresses serve the same and are asked in turn. */
  constructor(urls: readonly string[], connections: number) {
    this.lines = urls.map((baseUrl) => ({
      client: new LienThongClient({ baseUrl, key: '', connections }),
      byKey: new Map(),
      avoidUntil: 0,
    }));
  }

  /** From now on a request is repeated for so long only; then its last failure is thrown. */
  limitPatience(patienceMs: number): void {
    this.patienceMs = patienceMs;
  }

  /** Throws only a refusal, which no repetition can change. `call` must be safe to carry out twice. */
  async ask<T>(key: string, call: (client: LienThongClient) => Promise<T>): Promise<T> {
    const since = performance.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const line = this.nextLine();
      try {
        return await call(clientOf(line, key));
      } catch (error) {
        const waitMs = this.waitFor(error, line, pause);
        if (waitMs === undefined || performance.now() - since > this.patienceMs) throw error;
        await sleep(waitMs);
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.lines.map(({ client }) => client.close()));
  }

  /** Undefined where asking again is pointless. */
  private waitFor(error: unknown, line: Line, pause: number): number | undefined {
    if (error instanceof NoAnswerError) {
      this.troubles.unanswered += 1;
      line.avoidUntil = performance.now() + AVOID_MS;
      return this.lines.length > 1 ? Math.min(pause, FIRST_PAUSE_MS) : pause;
    }
    if (!(error instanceof ProblemError)) return undefined;
    if (error.retryAfterMs !== undefined) {
      this.troubles.busy += 1;
      return Math.max(pause, error.retryAfterMs);
    }
    if (error.status < 500) return undefined;
    this.troubles.unexpected += 1;
    return pause;
  }

  private nextLine(): Line {
    const now = performance.now();
    for (let step = 0; step < this.lines.length; step++) {
      const line = this.lines[this.turn++ % this.lines.length];
      if (line && line.avoidUntil <= now) return line;
    }
    const line = this.lines[this.turn++ % this.lines.length];
    if (!line) throw new Error('no address of the exchange was given');
    return line;
  }
}

function clientOf(line: Line, key: string): LienThongClient {
  const known = line.byKey.get(key);
  if (known) return known;
  const client = line.client.as(key);
  line.byKey.set(key, client);
  return client;
}
