/** Where the queue hands over: every queue's messages go to the same two steps, take a bag of batches or take receipts. */
import { Controller, Inject, type OnApplicationShutdown } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { HopBag, HopReceipt, ReceiptBag } from '@lienthong/edxml';
import { QueueMessages } from '@lienthong/queue';
import type { Exchange } from '../exchange.js';
import { Gather } from '../pace/gather.js';
import { newId } from '../values/ids.js';
import { exchangeToken } from '../tokens.js';
import { withNewCheckpoints } from './checkpoints.js';
import { HeadStart } from './head-start.js';
import { takeBag } from './take-bag.js';
import { takeReceipts } from './take-receipts.js';

/** A bag of receipts stays below a megabyte; a moment of company saves the next place a transaction, and nobody waits for them. */
const answerLimits = { items: 500, bytes: 600_000, waitMs: 300 };

/** About as many characters as a receipt has as JSON. */
function sizeOf({ ids }: HopReceipt): number {
  return 2_000 + 130 * ids.length;
}

/** The relay fills a bag from one lane. */
const laneOfBag = ({ batches }: HopBag): number => Math.max(...batches.map(({ lane }) => lane));

@Controller()
export class HopsController implements OnApplicationShutdown {
  private readonly answers = new Map<string, Gather<HopReceipt, void>>();
  private readonly sending = new Set<Promise<unknown>>();
  private readonly starts = { office: new HeadStart(), axis: new HeadStart(), nodes: new HeadStart() };

  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @QueueMessages('office')
  office(@Payload() message: HopBag | ReceiptBag): Promise<void> {
    return this.take(message, this.starts.office);
  }

  @QueueMessages('axis')
  axis(@Payload() message: HopBag | ReceiptBag): Promise<void> {
    return this.take(message, this.starts.axis);
  }

  @QueueMessages('nodes')
  nodes(@Payload() message: HopBag | ReceiptBag): Promise<void> {
    return this.take(message, this.starts.nodes);
  }

  /** A bag gives its hand back when its effects are stored: its receipts gather longer than the work takes. */
  private async take(message: HopBag | ReceiptBag, start: HeadStart): Promise<void> {
    if (message.kind === 'receipts') return takeReceipts(this.exchange, message.receipts);
    const receipts = await start.run(laneOfBag(message), () => takeBag(this.exchange, message));
    const sent = Promise.all(receipts.map((receipt) => this.send(receipt))).finally(() => this.sending.delete(sent));
    this.sending.add(sent);
  }

  /** No more bags come: what they were answered leaves before the queue is closed. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.sending);
  }

  /** A receipt that gets lost is asked for again, as the relay offers its messages again. */
  private async send(receipt: HopReceipt): Promise<void> {
    try {
      await this.answersTo(this.queueOf(receipt)).add(receipt, sizeOf(receipt));
    } catch (error) {
      this.exchange.log.warn({ to: receipt.to, error: (error as Error).message }, 'a hop receipt could not be sent');
    }
  }

  /** Receipts for one queue: those of several bags travel together. */
  private answersTo(queue: string): Gather<HopReceipt, void> {
    let answers = this.answers.get(queue);
    if (answers === undefined) {
      answers = new Gather(answerLimits, (receipts) => this.answer(queue, receipts));
      this.answers.set(queue, answers);
    }
    return answers;
  }

  private async answer(queue: string, receipts: readonly HopReceipt[]): Promise<void[]> {
    const bag: ReceiptBag = { kind: 'receipts', receipts: withNewCheckpoints(receipts) };
    await this.exchange.queue.offer(queue, newId(), bag, { lane: 0 });
    return receipts.map(() => undefined);
  }

  private queueOf({ to }: HopReceipt): string {
    const queue = this.exchange.directory().place(to)?.queue;
    if (queue === undefined) throw new Error(`the directory has no place ${to}`);
    return queue;
  }
}
