/** The receiving side of a drill: inboxes read from a cursor on, packages compared, statuses said; and the senders' desks. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BulkOutcome, DeskStatus, InboxItem, Page, StatusRequest } from '@lienthong/edxml';
import type { LienThongClient } from '@lienthong/client';
import type { Answer, Door } from './door.js';
import { deliveryKey, statusKey, type History } from './history.js';
import { letterKey } from './letters.js';

const pageSize = 100;
/** Between two looks of one reader when nothing was new. */
const idleMs = 300;

export interface ReaderParts {
  readonly door: Door;
  readonly key: string;
  readonly agency: string;
  readonly history: History;
}

/** Reads page after page until stopped; nothing is ever read twice by going on from the cursor. */
export class Reader {
  private isStopped = false;
  private readonly loops: Promise<void>[];

  constructor(private readonly parts: ReaderParts) {
    const { history } = parts;
    this.loops = [
      this.follow(
        (client, after) => client.inbox(after),
        (items) => this.takeIn(items),
      ),
      this.follow(
        (client, after) => client.desk(after),
        (items) => {
          history.reported.push(...items.map((item) => reportedKey(parts.agency, item)));
          return Promise.resolve();
        },
      ),
    ];
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.loops);
  }

  private async follow<T>(read: ReadPage<T>, take: (items: readonly T[]) => Promise<void>): Promise<void> {
    const { door, key, agency, history } = this.parts;
    let after: string | undefined;
    try {
      while (!this.isStopped) {
        const { value } = await door.ask(key, `page of ${agency}`, (client) => read(client, pageAfter(after)));
        if (value.items.length > 0) await take(value.items);
        else await pause(idleMs);
        after = value.next;
      }
    } catch (error) {
      history.faults.push(`${agency}: ${String(error)}`);
    }
  }

  private async takeIn(items: readonly InboxItem[]): Promise<void> {
    const { agency, history } = this.parts;
    await this.compare(items);
    await this.answer(items);
    for (const item of items) history.arrived.push(deliveryKey(letterKey(item), agency));
  }

  /** Every package is fetched and must be, byte for byte, what its sender wrote. */
  private async compare(items: readonly InboxItem[]): Promise<void> {
    const { door, key, agency, history } = this.parts;
    const { value } = await door.ask(key, `packages of ${agency}`, async (client) => {
      const digests: (string | undefined)[] = [];
      for await (const { computed } of client.packages(
        items.map(({ document }) => document),
        true,
      ))
        digests.push(computed);
      return digests;
    });
    for (const [index, item] of items.entries()) {
      const letter = history.letters.get(letterKey(item));
      if (letter === undefined || value[index] !== letter.digest || item.packageDigest !== letter.digest)
        history.faults.push(`${agency} was given other bytes as ${letterKey(item)}`);
    }
  }

  private async answer(items: readonly InboxItem[]): Promise<void> {
    const { door, key, agency, history } = this.parts;
    const requests = items.flatMap((item): StatusRequest[] => {
      const codes = history.letters.get(letterKey(item))?.answers.get(agency) ?? [];
      return codes.map((code) => ({
        document: item.document,
        code,
        ...(code === 2 ? { reason: 'Không đúng thẩm quyền' } : {}),
      }));
    });
    const answer: Answer<{ readonly items: readonly BulkOutcome[] }> =
      requests.length === 0
        ? { value: { items: [] }, doubtful: false }
        : await door.ask(key, `statuses of ${agency}`, (client) => client.statuses(requests));
    for (const item of items) {
      const delivery = deliveryKey(letterKey(item), agency);
      history.said.add(delivery);
      if (answer.doubtful) history.saidInDoubt.add(delivery);
    }
    this.judge(requests, answer);
  }

  /** A status is recorded, or known from a try that stayed without an answer; never refused. */
  private judge(
    requests: readonly StatusRequest[],
    { value, doubtful }: Answer<{ readonly items: readonly BulkOutcome[] }>,
  ): void {
    const { agency, history } = this.parts;
    for (const [index, { document, outcome, refusal }] of value.items.entries())
      if (outcome !== 'recorded' && !(outcome === 'duplicate' && doubtful))
        history.faults.push(
          `${agency} said ${requests[index]?.code} of ${document} and was answered ${outcome} ${refusal?.code ?? ''} (doubtful: ${doubtful})`,
        );
  }
}

type ReadPage<T> = (client: LienThongClient, page: { after?: string; limit: number }) => Promise<Page<T>>;

function pageAfter(after: string | undefined): { after?: string; limit: number } {
  return { limit: pageSize, ...(after === undefined ? {} : { after }) };
}

function reportedKey(sender: string, { documentId, recipient, number, code }: DeskStatus): string {
  return statusKey(deliveryKey(letterKey({ sender, documentId }), recipient), number, code);
}

/** All that stands in an agency's inbox and on its desk, read from the start. */
export async function readEverything({
  door,
  key,
  agency,
}: Omit<ReaderParts, 'history'>): Promise<{ inbox: string[]; desk: string[] }> {
  const all = async <T>(read: ReadPage<T>): Promise<T[]> => {
    const items: T[] = [];
    for (let after: string | undefined; ;) {
      const { value } = await door.ask(key, `everything of ${agency}`, (client) => read(client, pageAfter(after)));
      items.push(...value.items);
      if (value.items.length === 0) return items;
      after = value.next;
    }
  };
  const inbox = await all((client, page) => client.inbox(page));
  const desk = await all((client, page) => client.desk(page));
  return {
    inbox: inbox.map((item) => deliveryKey(letterKey(item), agency)),
    desk: desk.map((item) => reportedKey(agency, item)),
  };
}
