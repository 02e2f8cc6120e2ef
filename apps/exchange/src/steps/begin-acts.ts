/** Where acts of senders begin: a recall that is said (status 13), and the operations of packages (recall, update, replace). */
import {
  refuse,
  type ActHop,
  type AuthoredStatus,
  type RecallOutcome,
  type RecallRequest,
  type SenderAct,
} from '@lienthong/edxml';
import {
  copiesSent,
  findDocuments,
  lastActs,
  lockDeliveries,
  type Connection,
  type DeliveryKey,
  type LockedDelivery,
} from '@lienthong/store';
import { write, type Exchange } from '../exchange.js';
import { pickWords, type Words } from '../values/words.js';
import { writeActs, type PlacedAct } from './act.js';
import type { Arrival } from './arrival.js';
import { asked, whyNotAct } from './asked.js';
import { Effects } from './effects.js';

/** A recall of one document by its sender. */
export interface SaidRecall extends RecallRequest {
  readonly place: string;
  readonly agency: string;
  readonly document: string;
  /** Where it came as a message. */
  readonly authored?: AuthoredStatus;
}

/** An outcome for each recipient asked for, or for each of the document; undefined when the agency sent no such document. */
export async function submitRecall(exchange: Exchange, said: SaidRecall): Promise<RecallOutcome[] | undefined> {
  const { place, agency, document, reason } = said;
  return write(exchange, async (tx) => {
    const copies = await copiesSent(tx, [{ place, sender: agency, document }]);
    if (copies.length === 0) return undefined;
    const wanted = said.recipients ?? copies.map(({ recipient }) => recipient).sort();
    const locked = await lockDeliveries(
      tx,
      copies.filter(({ recipient }) => wanted.includes(recipient)),
    );
    const effects = new Effects(tx.now.toISOString());
    const repeated = await copiesAsked(tx, locked, reason);
    const outcomes = wanted.map((recipient): RecallOutcome =>
      repeated.has(recipient) ? { recipient, outcome: 'duplicate' } : judgeRecall(locked, recipient),
    );
    const going = locked.filter(({ recipient }) =>
      outcomes.some((one) => one.recipient === recipient && one.outcome === 'recorded'),
    );
    const words = { act: 'recall' as const, ...pickWords(said) };
    await beginActs(
      tx,
      exchange,
      going.map((copy) => ({ copy, ...words })),
      effects,
    );
    await effects.write(tx, exchange);
    return outcomes;
  });
}

/** Recipients that have been asked for the same already, by word alone, and have not answered: clients say it again when they hear nothing. */
async function copiesAsked(
  tx: Connection,
  locked: readonly LockedDelivery[],
  reason: string,
): Promise<ReadonlySet<string>> {
  const waiting = locked.filter((copy) => copy.asked === asked.recall);
  const same = (await lastActs(tx, waiting)).filter((act) => act.reason === reason && act.operation === null);
  return new Set(same.map(({ recipient }) => recipient));
}

function judgeRecall(locked: readonly LockedDelivery[], recipient: string): RecallOutcome {
  const copy = locked.find((one) => one.recipient === recipient);
  const refused = (...what: Parameters<typeof refuse>): RecallOutcome => ({
    recipient,
    outcome: 'refused',
    ...refuse(...what),
  });
  if (copy === undefined)
    return refused('recipient-unknown', `The document was not sent to ${recipient}`, 'recipients');
  if (copy.state > 1)
    return refused('status-transition', 'The document did not reach this recipient: there is nothing to recall');
  const why = whyNotAct(copy, 'recall');
  return why === undefined ? { recipient, outcome: 'recorded' } : refused('status-transition', why);
}

interface BegunAct extends Words {
  readonly copy: LockedDelivery;
  readonly act: SenderAct;
  readonly operation?: string;
}

async function beginActs(
  tx: Connection,
  exchange: Exchange,
  begun: readonly BegunAct[],
  effects: Effects,
): Promise<void> {
  if (begun.length === 0) return;
  const keyOf = ({ place, document, recipient }: DeliveryKey) => `${place} ${document} ${recipient}`;
  const copies = [...new Map(begun.map(({ copy }) => [keyOf(copy), copy])).values()];
  const numbers = new Map((await lastActs(tx, copies)).map((row) => [keyOf(row), row.number]));
  const acts = begun.map(({ copy, ...what }): PlacedAct => {
    const { place, document, sender, recipient, urgency } = copy;
    const number = (numbers.get(keyOf(copy)) ?? 0) + 1;
    numbers.set(keyOf(copy), number);
    const hop: ActHop = {
      ...{ kind: 'act', document, sender, recipient, number, at: effects.at, place, urgency },
      ...what,
    };
    return { place, hop };
  });
  await writeActs(tx, exchange, acts, copies, effects);
}

/**
 * What the packages of operations do to copies of the same sender, said at the sender's place; a copy that a recipient never had, or
 * to which it may not happen any more, stays as it is: the package itself is delivered all the same.
 */
export async function actByPackages(
  tx: Connection,
  exchange: Exchange,
  arrivals: readonly Arrival[],
  effects: Effects,
): Promise<void> {
  const wanted = arrivals.flatMap(({ place, hop, from, acts = [] }) =>
    from === null ? acts.map((act) => ({ ...act, place, sender: hop.sender, operation: hop.document })) : [],
  );
  if (wanted.length === 0) return;
  const ids = await targetsOf(tx, wanted);
  const named = wanted.flatMap((act) => {
    const document = ids.get(`${act.place} ${act.sender} ${act.documentId}`);
    return document === undefined ? [] : [{ ...act, document }];
  });
  const locked = await lockDeliveries(tx, named);
  const begun = named.flatMap(({ place, document, recipient, act, reason, operation }): BegunAct[] => {
    const copy = locked.find((one) => one.place === place && one.document === document && one.recipient === recipient);
    if (copy === undefined || copy.state > 1 || whyNotAct(copy, act) !== undefined) return [];
    return [{ copy, act, operation, ...(reason === undefined ? {} : { reason }) }];
  });
  await beginActs(tx, exchange, begun, effects);
}

/** Operations that bring a document: new ones and replacements are what can be recalled, updated and replaced. */
export const actedOn: readonly number[] = [0, 3];

async function targetsOf(
  tx: Connection,
  wanted: readonly { place: string; sender: string; documentId: string; operation: string }[],
): Promise<Map<string, string>> {
  const operations = new Set(wanted.map(({ operation }) => operation));
  const keys = wanted.flatMap(({ place, sender, documentId }) =>
    actedOn.map((operation) => ({ place, sender, document_id: documentId, operation })),
  );
  const found = (await findDocuments(tx, keys)).filter(({ id }) => !operations.has(id));
  return new Map(found.map((row) => [`${row.place} ${row.sender} ${row.document_id}`, row.id]));
}
