/** Copies whose due date is ended by a document that answers them (ResponseFor), where their recipient lives and where their sender does. */
import { statement, type Connection } from '../store.js';

/** A document of `recipient` that names one of `sender` as answered: by its DocumentId, else by number and notation and, where it is told, the day. */
export interface AnswerRow {
  readonly place: string;
  /** The document that answers. */
  readonly answer: string;
  readonly recipient: string;
  readonly sender: string;
  readonly document_id: string | null;
  readonly code: string | null;
  /** yyyy-MM-dd. */
  readonly promulgated: string | null;
}

const note = statement(
  'note-answers',
  `WITH named AS (
     SELECT k.*, o.organ FROM jsonb_to_recordset($1::jsonb) AS k (place organ, answer uuid, recipient organ, sender text, document_id text, code text, promulgated date)
     CROSS JOIN LATERAL unnest(known_organs(ARRAY[k.sender])) AS o (organ)),
   answered AS (
     SELECT d.place, d.id, n.recipient, n.answer FROM named n
     JOIN document d ON d.place = n.place AND d.sender = n.organ AND d.document_id = n.document_id AND d.due IS NOT NULL
     UNION SELECT d.place, d.id, n.recipient, n.answer FROM named n
     JOIN document d ON d.place = n.place AND d.sender = n.organ AND d.code = n.code AND d.due IS NOT NULL
     WHERE n.document_id IS NULL AND d.promulgated = COALESCE(n.promulgated, d.promulgated)),
   open AS (
     SELECT v.place, v.document, v.recipient, a.answer FROM answered a
     JOIN delivery v ON v.place = a.place AND v.document = a.id AND v.recipient = a.recipient AND v.answer IS NULL AND (v.origin OR v.seq IS NOT NULL)
     ORDER BY v.place, v.document, v.recipient FOR UPDATE OF v)
   UPDATE delivery v SET answer = open.answer FROM open
   WHERE v.place = open.place AND v.document = open.document AND v.recipient = open.recipient AND v.answer IS NULL`,
);

/** The first answer stays; what has no due date, or is not here, is left alone. */
export async function noteAnswersTo(connection: Connection, rows: readonly AnswerRow[]): Promise<void> {
  if (rows.length > 0) await connection.run(note, [JSON.stringify(rows)]);
}
