/** A document that answers others (ResponseFor) ends their due dates for who sends it: at its own place at once, at the asking agency's when it gets there. */
import { isRecall, type AnsweredDocument, type OfficialDocument } from '@lienthong/edxml';
import type { Directory } from '@lienthong/directory';
import { noteAnswersTo, type AnswerRow, type Connection } from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import type { Arrival } from './arrival.js';

/** Of one package; the header that travels stays small. */
const mostAnswered = 100;

/** What a package answers, by the codes of the directory on a day; a recall repeats what the recalled document answered, and answers nothing. */
export function answersOf(
  directory: Directory,
  document: OfficialDocument,
  today: string,
): { answers?: readonly AnsweredDocument[] } {
  if (isRecall(document)) return {};
  const answers = (document.responseFor ?? []).slice(0, mostAnswered).flatMap((to): AnsweredDocument[] => {
    const sender = directory.find(to.organId, today)?.agency.code;
    if (sender === undefined) return [];
    if (to.documentId !== undefined) return [{ sender, documentId: to.documentId }];
    const { code, promulgationDate: promulgated } = to;
    return code === undefined ? [] : [{ sender, code, ...(promulgated === undefined ? {} : { promulgated }) }];
  });
  return answers.length === 0 ? {} : { answers };
}

/** Of documents that go on from here. In transit nothing is known of due dates, and nothing looked for. */
export async function noteAnswers(tx: Connection, exchange: Exchange, arrivals: readonly Arrival[]): Promise<void> {
  const directory = exchange.directory();
  const rows = arrivals.flatMap(({ place, hop: { document, sender: recipient, answers = [] }, from }) =>
    answers
      .filter(({ sender }) => from === null || directory.homeOf(sender) === place)
      .map(({ sender, documentId, code, promulgated }): AnswerRow => ({
        ...{ place, answer: document, recipient, sender, document_id: documentId ?? null },
        ...{ code: code ?? null, promulgated: promulgated ?? null },
      })),
  );
  await noteAnswersTo(tx, rows);
}
