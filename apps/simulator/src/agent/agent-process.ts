/** A process of simulated agencies: writes, signs and submits its share of the documents, and reads its share of the inboxes. */
import { Press } from '../paper/press.js';
import { DocumentWriter } from '../paper/write-document.js';
import { makePlan } from '../plan/make-plan.js';
import { releasedDocuments, slotsOf, type Slot } from '../replay/slots.js';
import { readScenario } from '../scenario/read-scenario.js';
import { readApiKeys } from '../wallet/api-keys.js';
import { foldersOf } from '../wallet/folders.js';
import { Wallet } from '../wallet/wallet.js';
import { readDesks, type DeskParts } from './desks.js';
import { Door } from './door.js';
import { Findings } from './findings.js';
import { Inboxes } from './inboxes.js';
import type { AgentOrder, AgentResult, FromAgent, ToAgent } from './messages.js';
import { Outbox } from './outbox.js';

/** Submissions in flight, inboxes read at once, and a few to spare. */
const CONNECTIONS = 56;
/** Counts are told at most this often. */
const TELL_MS = 10;

class AgentProcess {
  private constructor(
    private readonly order: AgentOrder,
    private readonly slots: readonly Slot[],
    private readonly parts: DeskParts & { readonly outbox: Outbox; readonly inboxes: Inboxes },
    private readonly agencies: readonly string[],
  ) {}

  static async open(order: AgentOrder): Promise<AgentProcess> {
    const plan = makePlan(readScenario(order.scenario), order.seed, order.documents);
    const folders = foldersOf(order.data);
    const findings: Findings = new Findings(soon(() => tell({ counts: findings.counts })));
    const parts = { plan, findings, door: new Door(order.urls, CONNECTIONS), keys: readApiKeys(folders) };
    const isOurs = (_: unknown, index: number): boolean => index % order.shares === order.share;
    const writer = new DocumentWriter(plan, await Press.open(plan), new Wallet(folders));
    const outbox = new Outbox(plan.documents.filter(isOurs), { ...parts, write: (document) => writer.write(document) });
    const agencies = plan.nation.agencies.map(({ code }) => code).filter(isOurs);
    const inboxes = new Inboxes(agencies, parts);
    return new AgentProcess(order, slotsOf(plan.documents), { ...parts, outbox, inboxes }, agencies);
  }

  release(slot: number): void {
    if (slot === 0) void this.parts.inboxes.run();
    this.parts.outbox.release(releasedDocuments(this.slots, slot, this.order.share, this.order.shares));
  }

  drain(): void {
    this.parts.inboxes.drain();
  }

  /** What was done. The desks are read after the last status, when nothing is measured any more. */
  async stop(withDesks: boolean): Promise<AgentResult> {
    const { findings, inboxes, door } = this.parts;
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    inboxes.stop();
    if (withDesks) await readDesks(this.agencies, this.parts);
    const { counts, recovered, faults, duplicated, unexpected } = findings;
    return {
      ...{ counts, recovered, faults, duplicated, unexpected },
      troubles: door.troubles,
      lost: inboxes.missing,
      peakMemoryMiB: maxRSS / 1024,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    };
  }
}

let agent: AgentProcess | undefined;

async function obey(message: ToAgent): Promise<void> {
  if ('order' in message) {
    agent = await AgentProcess.open(message.order);
    return tell({ ready: true });
  }
  if (!agent) throw new Error('an agent process needs its order first');
  if ('release' in message) return agent.release(message.release);
  if ('drain' in message) return agent.drain();
  tell({ result: await agent.stop(message.readDesks) });
}

/** Calls that come close together become one. */
function soon(act: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      act();
    }, TELL_MS);
  };
}

function tell(message: FromAgent): void {
  process.send?.(message);
}

process.on('message', (message: ToAgent) => {
  obey(message).catch((error: unknown) => {
    tell({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
/* Without its coordinator an agent has nothing to do. */
process.on('disconnect', () => process.exit(0));
