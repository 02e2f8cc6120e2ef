/** Statuses as recipients submit them: checked against the order of Decision 28's codes, numbered, signed by the place that takes them in. */
import { hash } from 'node:crypto';
import {
  refuse,
  submittableStatuses,
  type AuthoredStatus,
  type BulkOutcome,
  type StatusHop,
  type StatusRequest,
  whyNot,
} from '@lienthong/edxml';
import { merkleRoot, signStatement } from '@lienthong/signature';
import {
  lockDeliveries,
  repeatedStatuses,
  type Connection,
  type LockedDelivery,
  type ReceiptRow,
} from '@lienthong/store';
import { servedPlace, write, type Exchange } from '../exchange.js';
import { groupBy } from '../values/group-by.js';
import { newId } from '../values/ids.js';
import { pickWords, writeWords } from '../values/words.js';
import { askedAfterStatus, isAnswer, lifeOf } from './asked.js';
import { Effects } from './effects.js';
import { lateAnswers } from './late.js';
import { writeStatuses, type PlacedStatus } from './pass-statuses.js';

export const statusesContext = 'lienthong/statuses';

/** A status that a recipient says; `authored` where it came as a message. */
export interface SaidStatus extends StatusRequest {
  readonly authored?: AuthoredStatus;
}

/** One agency's statuses, in the order in which it says them. */
export interface SaidStatuses {
  readonly place: string;
  readonly agency: string;
  readonly statuses: readonly SaidStatus[];
}

/** Takes in the statuses of several agencies in one transaction; an outcome per status, in the order given. */
export async function submitStatuses(exchange: Exchange, said: readonly SaidStatuses[]): Promise<BulkOutcome[][]> {
  const keys = said.flatMap(({ place, agency, statuses }) =>
    statuses.map(({ document }) => ({ place, document, recipient: agency })),
  );
  return write(exchange, async (tx) => {
    const locked = await lockDeliveries(tx, keys);
    const effects = new Effects(tx.now.toISOString());
    const { statuses, outcomes } = numberStatuses(said, locked, effects.at);
    const answers = await knowRepeats(tx, said, outcomes);
    if (statuses.length > 0) {
      await writeStatuses(tx, exchange, { statuses, locked, acknowledge: true }, effects);
      effects.late.push(...lateAnswers(statuses, locked));
      effects.receipts.push(...(await signStatuses(exchange, statuses, effects.at)));
    }
    await effects.write(tx, exchange);
    return answers;
  });
}

/** A request that stayed without an answer comes again when the recipient has gone on: what it says is known, not refused. */
async function knowRepeats(
  tx: Connection,
  said: readonly SaidStatuses[],
  outcomes: BulkOutcome[][],
): Promise<BulkOutcome[][]> {
  const keys = said.map(({ place, agency, statuses }) =>
    statuses.map(({ document, code }) => ({ place, document, recipient: agency, code })),
  );
  const isLate = ({ refusal }: BulkOutcome) => refusal?.code === 'status-transition';
  const late = keys.flatMap((some, group) => some.filter((_, index) => isLate(outcomes[group]![index]!)));
  const named = ({ document, recipient, code }: Omit<(typeof late)[number], 'place'>) =>
    `${document} ${recipient} ${code}`;
  const known = new Set((await repeatedStatuses(tx, late)).map(named));
  return outcomes.map((some, group) =>
    some.map((outcome, index) => {
      const key = keys[group]![index]!;
      return isLate(outcome) && known.has(named(key)) ? { document: key.document, outcome: 'duplicate' } : outcome;
    }),
  );
}

function numberStatuses(said: readonly SaidStatuses[], locked: readonly LockedDelivery[], at: string) {
  const deliveries = new Map(locked.map((row) => [`${row.place} ${row.document} ${row.recipient}`, { ...row }]));
  const numbered: PlacedStatus[] = [];
  const outcomes = said.map(({ place, agency, statuses }) =>
    statuses.map((request): BulkOutcome => {
      const delivery = deliveries.get(`${place} ${request.document} ${agency}`);
      const outcome = judgeStatus(request, delivery);
      if (outcome.outcome === 'recorded' && delivery !== undefined)
        numbered.push({ place, hop: nextStatus(request, delivery, at) });
      return outcome;
    }),
  );
  return { statuses: numbered, outcomes };
}

function judgeStatus(request: StatusRequest, delivery: LockedDelivery | undefined): BulkOutcome {
  const { document, code, reason } = request;
  const refused = (...what: Parameters<typeof refuse>): BulkOutcome => ({
    document,
    outcome: 'refused',
    ...refuse(...what),
  });
  if (delivery === undefined || delivery.hop !== null)
    return refused('document-not-found', `No document ${document} stands in your inbox`, 'document');
  if (!submittableStatuses.includes(code))
    return refused('status-code', `Status ${code} is not one that a recipient gives`, 'code');
  if (delivery.status === code) return { document, outcome: 'duplicate' };
  if ((code === 2 || code === 16) && (reason ?? '').trim() === '')
    return refused('status-reason-missing', `Status ${code} needs a reason`, 'reason');
  const why = whyNot(lifeOf(delivery), { by: 'recipient', status: code });
  if (why !== undefined)
    return refused(
      'status-transition',
      `Status ${code} can not follow ${delivery.status} of this document: ${why}`,
      'code',
    );
  return { document, outcome: 'recorded' };
}

/** Numbers a status and moves the working copy of its delivery, so that the next one of the same request is judged after it. */
function nextStatus(request: SaidStatus, delivery: Mutable<LockedDelivery>, at: string): StatusHop {
  if (!isAnswer(request.code)) delivery.status = request.code;
  delivery.asked = askedAfterStatus(delivery.asked, request.code);
  delivery.number += 1;
  return {
    kind: 'status',
    document: request.document,
    sender: delivery.sender,
    recipient: delivery.recipient,
    number: delivery.number,
    code: request.code,
    at,
    place: delivery.place,
    urgency: delivery.urgency,
    ...pickWords(request),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The deterministic bytes of a status, which its place signs; `contact` and `authored` stand in them where there is one. */
export function statusBytes(hop: StatusHop): Buffer {
  const { document, sender, recipient, number, code, at, place } = hop;
  const { reason, staff, contact, authored } = writeWords(hop);
  const words =
    authored !== null
      ? [reason, staff, contact, authored]
      : contact === null
        ? [reason, staff]
        : [reason, staff, contact];
  return Buffer.from(JSON.stringify([document, sender, recipient, number, code, at, place, ...words]));
}

/** One signature of each place over all its statuses of the group. */
function signStatuses(exchange: Exchange, statuses: readonly PlacedStatus[], at: string): Promise<ReceiptRow[]> {
  const rows = [...groupBy(statuses, ({ place }) => place)].map(async ([place, some]) => {
    const leaves = some.map(({ hop }) => hash('sha256', statusBytes(hop), 'buffer'));
    const root = merkleRoot(leaves);
    const signature = await signStatement(statusesContext, root, servedPlace(exchange, place).signer);
    const signed = { leaves: Buffer.concat(leaves), root, signature, body: null };
    return { place, id: newId(), kind: 'statuses' as const, neighbour: null, first: null, last: null, at, ...signed };
  });
  return Promise.all(rows);
}
