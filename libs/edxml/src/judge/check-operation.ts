/** What the four operations must bring: an update says what it changes, a replacement what it replaces. */
import type { OfficialDocument } from '../document.js';
import { receiverPath } from './check-texts.js';
import { faults, type Fault } from './faults.js';

const block = 'TraceHeaderList.Bussiness';
const [recall, update, replacement] = [1, 2, 3];

export function checkOperation({ business, documentId }: OfficialDocument): Fault[] {
  const { type, replacements = [] } = business;
  const found = (business.update?.receivers ?? [])
    .filter((one) => one.type !== 0 && one.type !== 1)
    .map((one) => faults.notAllowed(`${receiverPath}.ReceiverType`, one.type, [0, 1]));
  if (type === replacement && replacements.length === 0) found.push(faults.missing(`${block}.ReplacementInfoList`));
  if (type !== replacement && replacements.length > 0) found.push(misplaced('ReplacementInfoList', replacement));
  if (type !== update && business.update !== undefined) found.push(misplaced('BussinessDocumentInfo', update));
  const [own] = replacements.filter((one) => one.documentId !== '' && one.documentId === documentId);
  if (type === replacement && own !== undefined) found.push(replacesItself(own.documentId));
  return found;
}

/** Reasons and update blocks that practice leaves out although the receiver's clerk needs them. */
export function missingByPractice({ business }: OfficialDocument): string[] {
  const { type, reason, update: change } = business;
  const missing: string[] = [];
  if ((type === recall || type === update || type === replacement) && reason === undefined) {
    missing.push(`${block}.BussinessDocReason`);
  }
  if (type === update && change === undefined) missing.push(`${block}.BussinessDocumentInfo`);
  return missing;
}

const misplaced = (name: string, type: number): Fault =>
  faults.other('M', 'element-invalid', `${block}.${name}`, [
    `belongs to an operation of type ${type} only`,
    `chỉ dùng cho nghiệp vụ ${type}`,
  ]);

const replacesItself = (documentId: string): Fault => ({
  ...faults.other('M', 'element-invalid', `${block}.ReplacementInfoList.ReplacementInfo.DocumentId`, [
    'is the document itself; name the one that it replaces',
    'là chính văn bản này; hãy nêu văn bản bị thay thế',
  ]),
  value: documentId,
});
