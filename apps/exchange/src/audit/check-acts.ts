/** What senders did to copies: the mark on each delivery follows from the acts and statuses, and every act reaches its recipient. */
import { actedCopies, type ActedCopy } from '@lienthong/store';
import { acts as actNames, askedAfterStatus, askedByAct, isAnswer, type Standing } from '../steps/asked.js';
import type { Auditing } from './auditing.js';
import { actKey, type UnderWay } from './check-messages.js';

/** The copies of a place on which senders acted; acts are rare, so all of them are held. */
export async function checkActs({ rows, findings }: Auditing, place: string): Promise<ActedCopy[]> {
  const copies = await actedCopies(rows, place);
  for (const copy of copies)
    findings.compare(place, 'delivery', keyOf(copy), `asked ${expectedAsked(copy)}`, `asked ${copy.asked}`);
  findings.looked('copies that senders acted on', copies.length);
  return copies;
}

const keyOf = ({ document, recipient }: ActedCopy): string => `${document} ${recipient}`;

/** Acts in their order, each after the statuses that had come before it. A place's own refusal, number 0, answers no act. */
function expectedAsked({ acts, statuses }: ActedCopy): number {
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
  return standing.asked;
}

function afterStatus({ status, asked }: Standing, code: number): Standing {
  return { status: isAnswer(code) ? status : code, asked: askedAfterStatus(asked, code) };
}

/** Every act that began here stands at its recipient's place, where that is on this server, or is under way. */
export function checkActsArrive(
  { findings, directory, isHosted }: Auditing,
  copies: readonly ActedCopy[],
  underWay: UnderWay,
): void {
  const there = new Set(
    copies.flatMap((copy) => (copy.acts ?? []).map(([number]) => `${copy.place} ${keyOf(copy)} ${number}`)),
  );
  for (const copy of copies.filter(({ origin }) => origin)) {
    const home = directory.agency(copy.recipient)?.place;
    if (home === undefined || !isHosted(home)) continue;
    for (const [number] of copy.acts ?? []) {
      if (there.has(`${home} ${keyOf(copy)} ${number}`) || underWay.has(actKey(copy.document, copy.recipient, number)))
        continue;
      findings.add(copy.place, 'act', `${keyOf(copy)} ${number}`, `an open message, or the act at ${home}`, 'neither');
    }
  }
}
