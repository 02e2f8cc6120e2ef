/** Where the queue hands over: every queue's messages go to the same two steps, take a bag of batches or take receipts. */
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { HopBag, HopReceipt, ReceiptBag } from '@lienthong/edxml';
import { QueueMessages } from '@lienthong/queue';
import type { Exchange } from '../exchange.js';
import { Gather } from '../pace/gather.js';
import { newId } from '../values/ids.js';
import { exchangeToken } from '../tokens.js';
import { Turn } from '../pace/turn.js';
import { withNewCheckpoints } from './checkpoints.js';
import { takeBag } from './take-bag.js';
import { takeReceipts } from './take-receipts.js';

/** A bag of receipts stays below a megabyte; a moment of company saves the next place a transaction, and nobody waits for them. */
const answerLimits = { items: 500, bytes: 600_000, waitMs: 300 };

/** About as many characters as a receipt has as JSON. */
function sizeOf({ ids }: HopReceipt): number {
  return 2_000 + 130 * ids.length;
}

@Controller()
export class HopsController {
  private readonly answers = new Map<string, Gather<HopReceipt, void>>();

  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @QueueMessages('office')
  office(@Payload() message: HopBag | ReceiptBag): Promise<void> {
    return this.take(message);
  }

  @QueueMessages('axis')
  axis(@Payload() message: HopBag | ReceiptBag): Promise<void> {
    return this.take(message);
  }

  @QueueMessages('nodes')
  nodes(@Payload() message: HopBag | ReceiptBag): Promise<void> {
    return this.take(message);
  }

  private async take(message: HopBag | ReceiptBag): Promise<void> {
    if (message.kind === 'receipts') return takeReceipts(this.exchange, message.receipts);
    const given = await takeBag(this.exchange, message);
    await Promise.all(given.map((receipt) => this.answersTo(this.queueOf(receipt)).add(receipt, sizeOf(receipt))));
  }

  /** Receipts for one queue: those of several bags travel together. */
  private answersTo(queue: string): Gather<HopReceipt, void> {
    let answers = this.answers.get(queue);
    if (answers === undefined) {
      answers = new Gather(answerLimits, new Turn(), (receipts) => this.answer(queue, receipts));
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
