/** The receiving side: reads inboxes, fetches packages in bulk, compares digests, and answers each delivery by its fate. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { InboxItem, StatusRequest } from '@lienthong/edxml';
import { draw } from '../plan/draw.js';
import { isRefused } from '../plan/expected.js';
import { fateOf } from '../plan/fates.js';
import { documentKey, type Plan } from '../plan/planned-document.js';
import { documentIdOf } from '../paper/wording.js';
import type { Door } from './door.js';
import type { Findings } from './findings.js';

export interface InboxParts {
  readonly plan: Plan;
  readonly door: Door;
  readonly keys: ReadonlyMap<string, string>;
  readonly findings: Findings;
}

/** An office looks into its inbox every ten seconds; more often only costs requests. */
const PAUSE_MS = 10_000;
/** At the end, while something is still to come. */
const DRAIN_PAUSE_MS = 250;
/** Together, so that the exchange commits their answers together. */
const INBOXES_AT_ONCE = 12;
/** The most `/api/v1` takes in one request. */
const BULK = 500;
/** Packages fetched in one request: about 2.5 MB. */
const PACKAGES_AT_ONCE = 100;

interface Box {
  readonly agency: string;
  /** Indexes of the documents that are to come. */
  readonly expected: Set<number>;
  /** Statuses for later rounds, by document. */
  further: { readonly document: string; readonly statuses: readonly number[] }[];
  after: string | undefined;
  due: number;
  isBusy: boolean;
}

export class Inboxes {
  private readonly boxes: readonly Box[];
  private readonly indexes: ReadonlyMap<string, number>;
  private isDraining = false;
  private isStopped = false;

  constructor(
    agencies: readonly string[],
    private readonly parts: InboxParts,
  ) {
    const { plan } = parts;
    const now = performance.now();
    const boxes = agencies.map((agency): Box => ({
      agency,
      expected: new Set(),
      further: [],
      after: undefined,
      due: now + PAUSE_MS * draw(plan.seed, agency, 'first look'),
      isBusy: false,
    }));
    const byAgency = new Map(boxes.map((box) => [box.agency, box]));
    for (const document of plan.documents) {
      if (isRefused(plan, document)) continue;
      for (const recipient of document.recipients) byAgency.get(recipient)?.expected.add(document.index);
    }
    this.boxes = boxes;
    this.indexes = new Map(plan.documents.map((document) => [documentIdOf(plan, document), document.index]));
  }

  /** Deliveries that have not come. */
  get missing(): number {
    return this.boxes.reduce((sum, { expected }) => sum + expected.size, 0);
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: INBOXES_AT_ONCE }, () => this.look()));
  }

  drain(): void {
    this.isDraining = true;
    for (const box of this.boxes) box.due = 0;
  }

  stop(): void {
    this.isStopped = true;
  }

  private async look(): Promise<void> {
    while (!this.isStopped) {
      const box = this.nextBox();
      if (!box) {
        await sleep(20);
        continue;
      }
      box.isBusy = true;
      try {
        await this.round(box);
      } catch (error) {
        this.parts.findings.fault(`inbox of ${box.agency}: ${String(error)}`);
      }
      box.isBusy = false;
      box.due = performance.now() + (this.isDraining ? DRAIN_PAUSE_MS : PAUSE_MS);
    }
  }

  private nextBox(): Box | undefined {
    const now = performance.now();
    let next: Box | undefined;
    for (const box of this.boxes) {
      if (box.isBusy || box.due > now || (next && next.due <= box.due)) continue;
      if (!this.isDraining || box.expected.size > 0 || box.further.length > 0) next = box;
    }
    return next;
  }

  /** What was left for later first, then everything new; each page is answered before the next is read. */
  private async round(box: Box): Promise<void> {
    const key = this.parts.keys.get(box.agency) ?? '';
    let later = box.further;
    box.further = [];
    for (;;) {
      const query = { limit: BULK, ...(box.after !== undefined && { after: box.after }) };
      const page = await this.parts.door.ask(key, (client) => client.inbox(query));
      const ours = page.items.filter((item) => this.receive(box, item));
      const fresh = ours.filter(({ acknowledged }) => !acknowledged);
      for (let at = 0; at < fresh.length; at += PACKAGES_AT_ONCE) {
        await this.fetch(key, fresh.slice(at, at + PACKAGES_AT_ONCE));
      }
      await this.answer(box, key, later, ours);
      later = [];
      box.after = page.next ?? box.after;
      if (!page.more) return;
    }
  }

  /** False for what is not of this replay: it is left where it is. */
  private receive(box: Box, item: InboxItem): boolean {
    const index = this.indexes.get(item.documentId);
    if (index === undefined) return false;
    const { findings, plan } = this.parts;
    findings.read += 1;
    if (!box.expected.delete(index)) {
      const isRecipient = plan.documents[index]?.recipients.includes(box.agency) ?? false;
      findings[isRecipient ? 'duplicated' : 'unexpected'] += 1;
      findings.fault(
        `${box.agency} got ${item.documentId} ${isRecipient ? 'twice' : 'though it is not addressed to it'}`,
      );
    }
    findings.changed();
    return true;
  }

  private async fetch(key: string, items: readonly InboxItem[]): Promise<void> {
    const listed = new Map(items.map((item) => [item.document, item.packageDigest]));
    await this.parts.door.ask(key, async (client) => {
      const left = new Map(listed);
      for await (const { document, computed } of client.packages([...listed.keys()], true)) {
        if (left.get(document) !== computed)
          this.parts.findings.fault(`package of ${document}: its digest is not the listed one`);
        left.delete(document);
      }
      if (left.size > 0) this.parts.findings.fault(`${left.size} packages were asked for and not given`);
    });
  }

  /** One status a document and round, so that 04, 05 and 06 come in later rounds; who gets no status is acknowledged. */
  private async answer(box: Box, key: string, later: Box['further'], items: readonly InboxItem[]): Promise<void> {
    const requests: StatusRequest[] = [];
    const silent: string[] = [];
    const say = (document: string, statuses: readonly number[], reason?: string): void => {
      const [code, ...rest] = statuses;
      if (code === undefined) return;
      requests.push({ document, code, ...(reason !== undefined && { reason }) });
      if (rest.length > 0) box.further.push({ document, statuses: rest });
    };
    for (const { document, statuses } of later) say(document, statuses);
    for (const item of items) {
      const fate = this.fate(box, item);
      if (fate.statuses.length === 0 && !item.acknowledged) silent.push(item.document);
      say(
        item.document,
        fate.statuses.filter((code) => code > item.status),
        fate.reason,
      );
    }
    for (let at = 0; at < requests.length; at += BULK) await this.send(box, key, requests.slice(at, at + BULK));
    for (let at = 0; at < silent.length; at += BULK) {
      await this.parts.door.ask(key, (client) => client.acknowledge(silent.slice(at, at + BULK)));
    }
  }

  private fate(box: Box, item: InboxItem): { readonly statuses: readonly number[]; readonly reason?: string } {
    const { plan } = this.parts;
    const document = plan.documents[this.indexes.get(item.documentId) ?? -1];
    if (!document) return { statuses: [] };
    return fateOf(plan.scenario.answers, plan.seed, documentKey(document.sender.code, document.number), box.agency);
  }

  private async send(box: Box, key: string, statuses: readonly StatusRequest[]): Promise<void> {
    const { door, findings } = this.parts;
    const { items } = await door.ask(key, (client) => client.statuses(statuses));
    items.forEach(({ outcome, refusal }, index) => {
      if (outcome !== 'refused') return;
      const status = statuses[index];
      findings.fault(
        `status ${status?.code} of ${box.agency} for ${status?.document} was refused: ${refusal?.code} ${refusal?.detail}`,
      );
    });
    findings.statuses += items.filter(({ outcome }) => outcome !== 'refused').length;
    findings.changed();
  }
}
