/** Documents that recipients take off their lists of new ones without a status. */
import { acknowledgeDeliveries } from '@lienthong/store';
import { write, type Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { shortId } from '../values/short.js';
import { Effects } from './effects.js';

export interface Acknowledgement {
  readonly place: string;
  readonly agency: string;
  readonly documents: readonly string[];
}

/** For each of several agencies the documents that stand in its inbox, in the order given; one transaction for all. */
export async function acknowledgeAll(
  exchange: Exchange,
  asked: readonly Acknowledgement[],
): Promise<ReadonlySet<string>[]> {
  const found = await write(exchange, async (tx) => {
    const keys = asked.flatMap(({ place, agency, documents }) =>
      documents.map((document) => ({ place, document, recipient: agency })),
    );
    const rows = await acknowledgeDeliveries(tx, keys);
    const effects = new Effects(tx.now.toISOString());
    for (const [, some] of groupBy(rows, ownerOf)) {
      const { place, recipient } = some[0]!;
      effects.note(place, 'acknowledged', [recipient, some.map(({ document }) => shortId(document))]);
    }
    await effects.write(tx, exchange);
    return groupBy(rows, ownerOf);
  });
  return asked.map(({ place, agency }) => {
    const rows = found.get(ownerOf({ place, recipient: agency })) ?? [];
    return new Set(rows.map(({ document }) => document));
  });
}

function ownerOf({ place, recipient }: { place: string; recipient: string }): string {
  return `${place} ${recipient}`;
}
