/** What senders did to copies: the mark on each delivery follows from the acts and statuses, and every act reaches its recipient. */
import { actedCopies, type ActedCopy } from '@lienthong/store';
import { acts as actNames, askedAfterStatus, askedByAct, isAnswer, type Standing } from '../steps/asked.js';
import type { Auditing } from './auditing.js';
import { actKey, outcomeKey, type UnderWay } from './check-messages.js';

const refusedStatus = 2;

/** The copies of a place on which senders acted; acts are rare, so all of them are held. */
export async function checkActs({ rows, findings }: Auditing, place: string): Promise<ActedCopy[]> {
  const copies = await actedCopies(rows, place);
  for (const copy of copies)
    findings.compare(place, 'delivery', keyOf(copy), `asked ${expectedAsked(copy)}`, `asked ${copy.asked}`);
  findings.looked('copies that senders acted on', copies.length);
  return copies;
}

const keyOf = ({ document, recipient }: ActedCopy): string => `${document} ${recipient}`;

/** A place's own refusal of a document that was on its way, under the number 0. */
const isRefusedOnTheWay = ({ statuses }: ActedCopy): boolean =>
  (statuses ?? []).some(([number, code]) => number === 0 && code === refusedStatus);

/** Acts in their order, each after the statuses that had come before it; a place's own refusal comes after all of them. */
function expectedAsked(copy: ActedCopy): number {
  const { acts, statuses } = copy;
  const said = (statuses ?? []).filter(([number]) => number > 0);
  let standing: Standing = { status: 0, asked: 0 };
  const hear = (upTo: number) => {
    while (said[0] !== undefined && said[0][0] <= upTo) standing = afterStatus(standing, said.shift()![1]);
  };
  for (const [, act, after] of acts ?? []) {
    hear(after);
    standing = { ...standing, asked: askedByAct(standing, actNames[act - 1]!) };
  }
  hear(Infinity);
  return isRefusedOnTheWay(copy) ? askedAfterStatus(standing.asked, refusedStatus) : standing.asked;
}

function afterStatus({ status, asked }: Standing, code: number): Standing {
  return { status: isAnswer(code) ? status : code, asked: askedAfterStatus(asked, code) };
}

/**
 * Every act that began here stands at its recipient's place, where that is on this server, or is under way; not so where the
 * document was refused before it came there, or the refusal is on its way back.
 */
export function checkActsArrive(
  { findings, directory, isHosted }: Auditing,
  copies: readonly ActedCopy[],
  underWay: UnderWay,
): void {
  const there = new Set(
    copies.flatMap((copy) => (copy.acts ?? []).map(([number]) => `${copy.place} ${keyOf(copy)} ${number}`)),
  );
  for (const copy of copies.filter((one) => one.origin && !isRefusedOnTheWay(one))) {
    const home = directory.agency(copy.recipient)?.place;
    if (home === undefined || !isHosted(home)) continue;
    for (const [number] of copy.acts ?? []) {
      const ways = [actKey(copy.document, copy.recipient, number), outcomeKey(copy.document, copy.recipient)];
      if (there.has(`${home} ${keyOf(copy)} ${number}`) || ways.some((way) => underWay.has(way))) continue;
      findings.add(copy.place, 'act', `${keyOf(copy)} ${number}`, `an open message, or the act at ${home}`, 'neither');
    }
  }
}
