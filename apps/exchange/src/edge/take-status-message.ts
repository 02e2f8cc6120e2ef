/** A status as edXML, from any door: of a recipient about a document in its inbox, or of a sender who takes one back (13). */
import {
  readStatus,
  type AuthoredStatus,
  type BulkOutcome,
  type StaffContact,
  type StatusMessage,
} from '@lienthong/edxml';
import { RefusedError, refusedError, throwIfRefused } from '@lienthong/edge';
import type { Exchange } from '../exchange.js';
import { submitRecall, type SaidRecall } from '../steps/begin-acts.js';
import type { SaidStatus } from '../steps/submit-statuses.js';
import { pickWords, type Words } from '../values/words.js';
import { findNamed, type Parties } from './find-named.js';
import { agencyAt, type Intake, type Sender } from './intake.js';

/** Status 13: the sender's clerk asks to take the document back. */
const recallCode = 13;

/** The agency that a message is from, at the place where it was sent. */
type Author = Required<Sender>;

/** What became of a status message, and whose it is. */
export interface TakenStatus {
  readonly document: string;
  readonly agency: string;
  readonly outcome: BulkOutcome;
}

type SaidByMessage = { readonly status: SaidStatus } | { readonly recall: SaidRecall };

/** A message is one status: carried out, or refused as a whole (throws RefusedError). */
export async function takeStatusMessage(
  exchange: Exchange,
  intake: Intake,
  sender: Sender,
  bytes: Buffer,
): Promise<TakenStatus> {
  const message = throwIfRefused(readStatus(bytes));
  const caller = callerOf(exchange, sender, message);
  const said = await readMessage(exchange, caller, message);
  const [outcome] = 'recall' in said ? await takeBack(exchange, said.recall) : await intake.say(caller, [said.status]);
  if (outcome === undefined) throw new Error('a status was said and not answered');
  if (outcome.refusal !== undefined) throw new RefusedError(outcome.refusal);
  return { document: outcome.document, agency: caller.agency, outcome };
}

/** Who reports: the sender itself, or where a centre sends the agency of its place that the message names. */
function callerOf(exchange: Exchange, { place, agency }: Sender, { from: { organId } }: StatusMessage): Author {
  if (agency === undefined) return { place, agency: agencyAt(exchange, place, organId) };
  if (exchange.directory().agency(organId)?.code === agency) return { place, agency };
  throw refusedError(
    'sender-mismatch',
    `The status is from ${organId}, the key belongs to ${agency}`,
    'MessageHeader.From.OrganId',
  );
}

async function takeBack(exchange: Exchange, recall: SaidRecall): Promise<BulkOutcome[]> {
  const outcomes = (await submitRecall(exchange, recall)) ?? [];
  return outcomes.map(({ recipient: _, ...outcome }) => ({ document: recall.document, ...outcome }));
}

/**
 * The document is named by its sender and DocumentId (QCVN 102:2016, group ResponseFor). In a 13 the roles are exchanged:
 * ResponseFor names the recipient, and the document is the caller's own.
 */
async function readMessage(exchange: Exchange, caller: Author, message: StatusMessage): Promise<SaidByMessage> {
  const told = exchange.directory().agency(message.responseFor.organId)?.code;
  if (told === undefined) throw notHere(message);
  return message.statusCode === recallCode
    ? { recall: await recallOf(exchange, caller, message, told) }
    : { status: await statusOf(exchange, caller, message, told) };
}

async function recallOf(
  exchange: Exchange,
  { place, agency }: Author,
  message: StatusMessage,
  recipient: string,
): Promise<SaidRecall> {
  const document = await findNamed(exchange, { place, sender: agency, recipient }, message.responseFor);
  if (document === undefined) throw await notYours(exchange, { place, sender: recipient, recipient: agency }, message);
  return { place, agency, document, recipients: [recipient], reason: 'Lấy lại', ...words(message) };
}

async function statusOf(
  exchange: Exchange,
  { place, agency }: Author,
  message: StatusMessage,
  sender: string,
): Promise<SaidStatus> {
  const document = await findNamed(exchange, { place, sender, recipient: agency }, message.responseFor);
  if (document === undefined) throw notHere(message);
  return { document, code: message.statusCode, ...words(message) };
}

/** Why a 13 finds no document of the caller: it may be the recipient's own word for giving one back. */
async function notYours(exchange: Exchange, received: Parties, message: StatusMessage) {
  if ((await findNamed(exchange, received, message.responseFor)) === undefined) return notHere(message);
  return refusedError(
    'status-code',
    `Status 13 is for the sender: only the sender of a document recalls it, and this one is of ${received.sender}`,
    'MessageHeader.StatusCode',
  );
}

function notHere({ responseFor: { organId, documentId, code } }: StatusMessage) {
  const [name, element] = documentId === '' ? [code, 'Code'] : [documentId, 'DocumentId'];
  return refusedError(
    'document-not-found',
    `No document ${name} between you and ${organId} is here`,
    `MessageHeader.ResponseFor.${element}`,
  );
}

function words(message: StatusMessage): Words {
  const { description, staff } = message;
  const { department, mobile, email } = staff ?? {};
  const contact: StaffContact = {
    ...(department === undefined ? {} : { department }),
    ...(mobile === undefined ? {} : { mobile }),
    ...(email === undefined ? {} : { email }),
  };
  const hasContact = Object.keys(contact).length > 0;
  return pickWords({
    ...{ reason: description, staff: staff?.staff, contact: hasContact ? contact : undefined },
    authored: authoredIn(message),
  });
}

/** Longer texts are none of those that lead to a document or an agency. */
const longestText = 200;

/** Codes that nobody could find have been refused before. */
function authoredIn({ from, responseFor, staff, timestamp }: StatusMessage): AuthoredStatus {
  const texts = {
    ...{ fromName: from.organName, code: responseFor.code, documentId: responseFor.documentId },
    ...{ departmentId: staff?.departmentId, staffId: staff?.staffId },
  };
  const kept = Object.entries(texts).filter(([, text = '']) => text !== '' && text.length <= longestText);
  return { from: from.organId, to: responseFor.organId, timestamp, ...Object.fromEntries(kept) };
}
