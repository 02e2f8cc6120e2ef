/** Who may write to whom on a day: the sender is the agency of the key and acts, every recipient is known, acts, and is named once. */
import { isRecall, refuse, type OfficialDocument, type Refusal } from '@lienthong/edxml';
import { codesAbove, mergerOf, type Agency, type Directory, type FoundAgency } from '@lienthong/directory';

/** `agency` is the one that the key belongs to, `today` the official date, yyyy-MM-dd. Undefined where nothing is wrong. */
export function checkParties(
  directory: Directory,
  document: OfficialDocument,
  agency: string,
  today: string,
): Refusal | undefined {
  return checkSender(directory, document, agency, today) ?? checkRecipients(directory, document, today);
}

/** Whose time is over answers by statuses and takes back what it sent, but sends nothing else. */
function checkSender(
  directory: Directory,
  document: OfficialDocument,
  agency: string,
  today: string,
): Refusal | undefined {
  const { organId } = document.from;
  const where = 'MessageHeader.From.OrganId';
  const found = directory.find(organId, today);
  if (found?.agency.code !== agency)
    return refuse(
      'sender-mismatch',
      `The package is from ${organId}, the key belongs to ${agency}: submit with the sender's own key`,
      where,
    ).refusal;
  if (found.state === 'active' || (found.state === 'ended' && isRecall(document))) return undefined;
  if (found.state === 'not-yet')
    return refuse('sender-locked', `${organId} sends documents from ${found.agency.validFrom} on`, where).refusal;
  const { agency: ended, successor } = found;
  const instead =
    successor === undefined
      ? noSuccessor(ended)
      : `its successor ${successor.code}, ${successor.name}, sends in its place`;
  return refuse('sender-locked', `${organId} ${tellEnd(directory, found)}; ${instead}`, where).refusal;
}

/** Of an agency that has ended: nobody was named, or nobody of those named acts any more. */
function noSuccessor({ successor: named }: Agency): string {
  if (named === undefined) return 'the directory names no successor';
  return `nobody goes on with its work: its successor ${named} has ended too`;
}

/** Since when an agency is over. */
function tellEnd(directory: Directory, { agency }: FoundAgency): string {
  return directory.agency(agency.code) === undefined ? 'was taken off the directory' : `acted until ${agency.validTo}`;
}

/** Why an agency takes no documents on a day, and who does in its place; undefined for one that does. */
function whyNotTo(directory: Directory, code: string, today: string, where: string): Refusal | undefined {
  const found = directory.find(code, today);
  if (found === undefined)
    return refuse('recipient-unknown', `${unknown(code, today)}; the directory lists all`, where).refusal;
  const { agency, state, successor } = found;
  if (state === 'active') return undefined;
  if (state === 'not-yet')
    return refuse('recipient-locked', `${code} takes documents from ${agency.validFrom} on`, where).refusal;
  const instead =
    successor === undefined ? noSuccessor(agency) : `write to its successor ${successor.code}, ${successor.name}`;
  return refuse('recipient-locked', `${code} ${tellEnd(directory, found)}; ${instead}`, where).refusal;
}

/** Somebody may write by the codes of before a merger. */
function unknown(code: string, today: string): string {
  const [top = ''] = codesAbove(code);
  const merger = mergerOf(top);
  const isOver = merger !== undefined && merger.since <= today;
  return `No agency has the code ${code}${isOver ? ` (${top} went into ${merger.into} on ${merger.since})` : ''}`;
}

function checkRecipients(directory: Directory, document: OfficialDocument, today: string): Refusal | undefined {
  const seen = new Set<string>();
  for (const [index, to] of document.to.entries()) {
    const where = `MessageHeader.To[${index}].OrganId`;
    const refusal = whyNotTo(directory, to.organId, today, where);
    if (refusal !== undefined) return refusal;
    const { code } = directory.agency(to.organId)!;
    if (seen.has(code))
      return refuse('recipient-repeated', `${code} is named twice among the recipients`, where).refusal;
    seen.add(code);
  }
  return undefined;
}
