/** What was late: judged again from signings, arrivals and statuses, and compared with what was written when it happened. */
import { lateRows, saidReceipts, signedSendings, type LateRow, type TimedRow } from '@lienthong/store';
import { lateReceipt, lateSending, type Timed } from '../steps/late.js';
import type { Auditing } from './auditing.js';

type Judge = (timed: Timed) => Omit<LateRow, 'place'> | undefined;

/** Holds what was late in memory, not what was in time. */
export async function checkLate({ rows, findings, progress }: Auditing, place: string): Promise<void> {
  const expected = new Map<string, string>();
  const judgeAll = async (pages: AsyncGenerator<TimedRow[]>, judge: Judge): Promise<void> => {
    for await (const page of pages) {
      for (const { began_at: beganAt, done_at: doneAt, ...row } of page) {
        const late = judge({ ...row, beganAt, doneAt });
        if (late !== undefined) expected.set(keyOf(late), textOf(late));
      }
      findings.looked('time limits', page.length);
      progress.at(`${place}: late`);
    }
  };
  await judgeAll(signedSendings(rows, place), lateSending);
  await judgeAll(saidReceipts(rows, place), lateReceipt);
  for await (const page of lateRows(rows, place))
    for (const row of page) {
      const key = keyOf(row);
      findings.compare(place, 'late', key, expected.get(key) ?? 'no row: it was in time', textOf(row));
      expected.delete(key);
    }
  for (const [key, text] of expected) findings.add(place, 'late', key, text, 'no row');
}

const keyOf = ({ kind, document, agency }: Omit<LateRow, 'place'>): string => `${kind} ${document} ${agency}`;

const textOf = ({ month, began_at: began, due_at: due, done_at: done }: Omit<LateRow, 'place'>): string =>
  `month ${month}, from ${began} until ${due}, done ${done}`;
