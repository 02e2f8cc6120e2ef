/** Deliveries that were not handed over in time end as expired; their messages are answered as duplicates later. */
import { expireDeliveries } from '@lienthong/store';
import { write, type Exchange } from '../exchange.js';
import { shortId } from '../values/short.js';
import { Effects } from '../steps/effects.js';

const day = 24 * 3_600_000;

/** Ends deliveries of these places that were taken in more than `days` of official time ago; gives how many. */
export function expireLate(exchange: Exchange, places: readonly string[], days: number): Promise<number> {
  return write(exchange, async (tx) => {
    const reason = `not handed over within ${days} days`;
    const expired = await expireDeliveries(tx, places, new Date(tx.now.getTime() - days * day), reason);
    const effects = new Effects(tx.now.toISOString());
    for (const { place, document, recipient, sender: agency } of expired) {
      effects.books.push({ place, agency, expired: 1 });
      effects.note(place, 'expired', [shortId(document), recipient, reason]);
    }
    await effects.write(tx, exchange);
    return expired.length;
  });
}
