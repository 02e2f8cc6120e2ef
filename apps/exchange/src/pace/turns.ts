/**
 * Who writes when, in a process. What clients submit does not wait for what travels: each has a line of its own, in which one
 * transaction follows the other and those who wait gather company. But all of them end at the same rows (the process's chains,
 * its books), so they end one at a time: two at once would only wait for each other inside PostgreSQL.
 */
import type { Transaction } from '@lienthong/store';
import { Turn } from './turn.js';

export class Turns {
  readonly submitted = new Turn();
  readonly travelling = new Turn();
  private readonly ending = new Turn();

  /**
   * Waits until no other transaction is at its end; the others wait until this one has ended. A transaction that holds this
   * turn must not lock anything more that others lock before theirs.
   */
  end(tx: Transaction): Promise<void> {
    return new Promise((begin) => {
      void this.ending.take(() => {
        begin();
        return tx.ended;
      });
    });
  }
}
