/** The agent processes as their coordinator sees them: started together, released slot by slot, counted as one. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AgentCounts, AgentOrder, AgentResult, FromAgent, ToAgent } from '../agent/messages.js';
import { releasedDocuments, type Slot } from './slots.js';

interface Agent {
  readonly process: ChildProcess;
  readonly share: number;
  counts: AgentCounts;
  result?: AgentResult;
}

type Waiter = { readonly isMet: () => boolean; readonly resolve: () => void };

const noCounts: AgentCounts = { started: 0, answered: 0, refused: 0, read: 0, statuses: 0 };

export class Agents {
  private readonly agents: Agent[] = [];
  private readonly waiters = new Set<Waiter>();
  private readonly broken: Promise<never>;
  private break!: (error: Error) => void;
  private isStopping = false;
  private ready = 0;

  private constructor(private readonly slots: readonly Slot[]) {
    this.broken = new Promise((_, reject) => {
      this.break = reject;
    });
    /* Every wait below races it; this one keeps an early end from being an unhandled rejection. */
    this.broken.catch(() => undefined);
  }

  /** Resolves when all have made their plan, cut their font and read their keys. */
  static async start(
    order: Omit<AgentOrder, 'share' | 'shares'>,
    shares: number,
    slots: readonly Slot[],
  ): Promise<Agents> {
    const agents = new Agents(slots);
    for (let share = 0; share < shares; share++) agents.add({ ...order, share, shares });
    await agents.until(() => agents.ready === shares);
    return agents;
  }

  get counts(): AgentCounts {
    const sum = (what: keyof AgentCounts): number => this.agents.reduce((all, { counts }) => all + counts[what], 0);
    return {
      started: sum('started'),
      answered: sum('answered'),
      refused: sum('refused'),
      read: sum('read'),
      statuses: sum('statuses'),
    };
  }

  /** Lets the documents up to this slot go. */
  release(slot: number): void {
    this.tellAll({ release: slot });
  }

  drain(): void {
    this.tellAll({ drain: true });
  }

  /** Every document up to this slot is on its way. */
  started(slot: number): Promise<void> {
    return this.until(() => this.agents.every(({ counts, share }) => counts.started >= this.own(slot, share)));
  }

  /** Every document up to this slot has its answer. */
  answered(slot: number): Promise<void> {
    return this.until(() => this.agents.every(({ counts, share }) => counts.answered >= this.own(slot, share)));
  }

  async stop(readDesks: boolean): Promise<AgentResult[]> {
    this.isStopping = true;
    this.tellAll({ stop: true, readDesks });
    await this.until(() => this.agents.every(({ result }) => result !== undefined));
    for (const { process } of this.agents) process.disconnect();
    return this.agents.flatMap(({ result }) => result ?? []);
  }

  /** Ends what did not stop in good order, whatever it does. */
  end(): void {
    if (this.agents.every(({ result }) => result !== undefined)) return;
    this.isStopping = true;
    for (const { process } of this.agents) process.kill('SIGKILL');
  }

  /** Waits for a state of the agents; a process that ends breaks every wait. */
  private until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    const met = new Promise<void>((resolve) => this.waiters.add({ isMet, resolve }));
    return Promise.race([met, this.broken]);
  }

  private own(slot: number, share: number): number {
    return releasedDocuments(this.slots, slot, share, this.agents.length);
  }

  private add(order: AgentOrder): void {
    const file = fileURLToPath(new URL('../agent/agent-process.js', import.meta.url));
    const process = fork(file, { stdio: ['ignore', 2, 2, 'ipc'] });
    const agent: Agent = { process, share: order.share, counts: noCounts };
    this.agents.push(agent);
    process.on('message', (message: FromAgent) => this.hear(agent, message));
    process.on('error', (error) => this.break(error));
    process.on('exit', (code, signal) => {
      if (!this.isStopping)
        this.break(new Error(`agent process ${order.share + 1} ended (${signal ?? `code ${code}`})`));
    });
    process.send({ order } satisfies ToAgent);
  }

  private hear(agent: Agent, message: FromAgent): void {
    if ('ready' in message) this.ready += 1;
    else if ('counts' in message) agent.counts = message.counts;
    else if ('result' in message) agent.result = message.result;
    else this.break(new Error(`agent process ${agent.share + 1}: ${message.fault}`));
    for (const waiter of this.waiters) {
      if (!waiter.isMet()) continue;
      this.waiters.delete(waiter);
      waiter.resolve();
    }
  }

  private tellAll(message: ToAgent): void {
    for (const { process } of this.agents) process.send(message);
  }
}
