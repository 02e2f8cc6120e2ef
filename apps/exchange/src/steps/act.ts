/** What senders do to copies that were sent (recall, update, replace), on its way from the sender's place to the recipient's. */
import type { ActHop } from '@lienthong/edxml';
import {
  changeDeliveries,
  copiesThatCame,
  lockDeliveries,
  recordActs,
  type Connection,
  type LockedDelivery,
} from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { shortId } from '../values/short.js';
import { writeWords } from '../values/words.js';
import { askedByAct, codeOfAct } from './asked.js';
import type { Effects } from './effects.js';

/** An act that is said at, or has come to, a place. */
export interface PlacedAct {
  readonly place: string;
  readonly hop: ActHop;
}

const keyOf = (place: string, { document, recipient }: { document: string; recipient: string }): string =>
  `${place} ${document} ${recipient}`;

/**
 * Acts that came from neighbours. Those on a copy that was stopped here end here: the refusal that went back to the sender answers
 * them. Throws when the recipient's place does not have the document yet: they are tried again.
 */
export async function passActs(
  tx: Connection,
  exchange: Exchange,
  came: readonly PlacedAct[],
  effects: Effects,
): Promise<void> {
  if (came.length === 0) return;
  const acts = await withoutStopped(tx, came, effects);
  const here = acts.filter(({ place, hop }) => exchange.directory().nextHop(place, hop.recipient) === 'here');
  const locked = await lockDeliveries(
    tx,
    here.map(({ place, hop: { document, recipient } }) => ({ place, document, recipient })),
  );
  const known = new Set(locked.map((row) => keyOf(row.place, row)));
  const early = here.find(({ place, hop }) => !known.has(keyOf(place, hop)));
  if (early !== undefined) throw new Error(`a sender's act came before its document ${early.hop.document}`);
  await writeActs(tx, exchange, acts, locked, effects);
}

async function withoutStopped(tx: Connection, acts: readonly PlacedAct[], effects: Effects): Promise<PlacedAct[]> {
  const keys = acts.map(({ place, hop: { document, recipient } }) => ({ place, document, recipient }));
  const copies = await copiesThatCame(tx, keys);
  const stopped = new Set(copies.filter((copy) => copy.stopped).map((copy) => keyOf(copy.place, copy)));
  return acts.filter((act) => {
    const { document, recipient, number } = act.hop;
    if (!stopped.has(keyOf(act.place, act.hop))) return true;
    effects.note(act.place, 'actsInVain', [shortId(document), recipient, number]);
    return false;
  });
}

/** Records the acts that are new to their place, applies them to the copies that are locked there and sends them on. */
export async function writeActs(
  tx: Connection,
  exchange: Exchange,
  acts: readonly PlacedAct[],
  locked: readonly LockedDelivery[],
  effects: Effects,
): Promise<void> {
  const directory = exchange.directory();
  const copies = new Map(locked.map((row) => [keyOf(row.place, row), row]));
  const way = ({ place, hop }: PlacedAct) => directory.nextHop(place, hop.recipient);
  const rows = acts.map((act) => rowOf(act, copies.get(keyOf(act.place, act.hop)), way(act) === 'here'));
  const fresh = new Set((await recordActs(tx, rows)).map((row) => `${keyOf(row.place, row)} ${row.number}`));
  const news = acts.filter(({ place, hop }) => fresh.has(`${keyOf(place, hop)} ${hop.number}`));
  await changeDeliveries(tx, applyActs(copies, news));
  for (const act of news) {
    const next = way(act);
    if (next !== undefined && next !== 'here') effects.send(act.place, next, act.hop);
    const { document, recipient, number, act: what, at, reason, operation } = act.hop;
    effects.note(act.place, 'acts', [
      ...[shortId(document), recipient, number, codeOfAct(what), at],
      ...[reason ?? null, operation === undefined ? null : shortId(operation)],
    ]);
  }
}

function rowOf({ place, hop }: PlacedAct, copy: LockedDelivery | undefined, inbox: boolean) {
  const { document, recipient, number, act, at, operation } = hop;
  return {
    ...{ place, document, recipient, number, act: codeOfAct(act), at, inbox },
    after: copy?.number ?? 0,
    ...writeWords(hop),
    operation: operation ?? null,
  };
}

function applyActs(copies: ReadonlyMap<string, LockedDelivery>, news: readonly PlacedAct[]) {
  return [...groupBy(news, ({ place, hop }) => keyOf(place, hop))].flatMap(([key, some]) => {
    const copy = copies.get(key);
    if (copy === undefined) return [];
    const { place, document, recipient, status, number, state } = copy;
    const asked = some.reduce((before, { hop }) => askedByAct({ status, asked: before }, hop.act), copy.asked);
    const stays = { acknowledged: false, reason: null, trace: null };
    return [{ place, document, recipient, status, number, asked, state, ...stays }];
  });
}
