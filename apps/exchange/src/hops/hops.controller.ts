/** Where the queue hands over: every queue's messages go to the same two steps, take a bag of batches or take receipts. */
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { HopBag, HopReceipt, ReceiptBag } from '@lienthong/edxml';
import { QueueMessages } from '@lienthong/queue';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../group-by.js';
import { newId } from '../ids.js';
import { exchangeToken } from '../tokens.js';
import { withNewCheckpoints } from './checkpoints.js';
import { takeBag } from './take-bag.js';
import { takeReceipts } from './take-receipts.js';

@Controller()
export class HopsController {
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
    const byQueue = groupBy(given, (receipt) => this.queueOf(receipt));
    for (const [queue, receipts] of byQueue) {
      const bag: ReceiptBag = { kind: 'receipts', receipts: withNewCheckpoints(receipts) };
      await this.exchange.queue.offer(queue, newId(), bag, { urgent: true });
    }
  }

  private queueOf({ to }: HopReceipt): string {
    const queue = this.exchange.directory().place(to)?.queue;
    if (queue === undefined) throw new Error(`the directory has no place ${to}`);
    return queue;
  }
}
