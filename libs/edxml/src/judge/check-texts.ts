/** Required elements and lengths of QCVN 102:2016, table 1, as the axis' implementations declare them. */
import type { Business, OfficialDocument, Organization, Staff } from '../document.js';
import { hasForbiddenCharacter } from '../xml/xml-text.js';
import { faults, type Fault } from './faults.js';

/** Element, its value, its longest length in characters, and whether it has to be there. */
export type TextRule = readonly [where: string, value: string | undefined, longest: number, required?: 'required'];

export function checkTexts(document: OfficialDocument): Fault[] {
  const found: Fault[] = [];
  const { from, to } = document;
  if (to.length === 0) found.push(faults.missing('MessageHeader.To'));
  const rules = [organizationTexts('From', from), messageTexts(document), listTexts(document), traceTexts(document)];
  for (const recipient of to) rules.push(organizationTexts('To', recipient));
  for (const group of rules) {
    for (const rule of group) {
      const fault = checkText(rule);
      if (fault) found.push(fault);
    }
  }
  return found;
}

export function checkText([where, value, longest, required]: TextRule): Fault | undefined {
  if (value === undefined || value === '') return required && faults.missing(where);
  if (value.length > longest) return faults.tooLong(where, value, longest);
  return hasForbiddenCharacter(value) ? faults.controlCharacter(where, value) : undefined;
}

function organizationTexts(name: 'From' | 'To', organization: Organization): TextRule[] {
  const at = `MessageHeader.${name}`;
  return [
    [`${at}.OrganId`, organization.organId, 35, 'required'],
    // Left empty in packages of the real axis; told as a warning.
    [`${at}.OrganName`, organization.organName, 200],
    [`${at}.OrganizationInCharge`, organization.organizationInCharge, 500],
    [`${at}.OrganAdd`, organization.address, 500],
    [`${at}.Email`, organization.email, 100],
    [`${at}.Telephone`, organization.telephone, 20],
    [`${at}.Fax`, organization.fax, 20],
    [`${at}.Website`, organization.website, 100],
  ];
}

function messageTexts({ code, promulgation, type, signer, ...document }: OfficialDocument): TextRule[] {
  return [
    ['MessageHeader.DocumentId', document.documentId, 200, 'required'],
    ['MessageHeader.Code.CodeNumber', code.number, 30, 'required'],
    ['MessageHeader.Code.CodeNotation', code.notation, 30, 'required'],
    ['MessageHeader.PromulgationInfo.Place', promulgation.place, 50],
    ['MessageHeader.PromulgationInfo.PromulgationDate', promulgation.date, 10, 'required'],
    ['MessageHeader.DocumentType.TypeName', type.name, 100, 'required'],
    ['MessageHeader.Subject', document.subject, 500, 'required'],
    ['MessageHeader.Content', document.content, 500],
    ['MessageHeader.SignerInfo.Competence', signer?.competence, 100],
    ['MessageHeader.SignerInfo.Position', signer?.position, 100],
    ['MessageHeader.SignerInfo.FullName', signer?.fullName, 255, signer && 'required'],
    ['MessageHeader.OtherInfo.SphereOfPromulgation', document.other?.sphere, 100],
    ['MessageHeader.OtherInfo.TyperNotation', document.other?.typer, 10],
  ];
}

function listTexts({
  toPlaces = [],
  other,
  responseFor = [],
  taskCodes = [],
  ...document
}: OfficialDocument): TextRule[] {
  return [
    ...toPlaces.map((place): TextRule => ['MessageHeader.ToPlaces.Place', place, 150]),
    ...(other?.appendixes ?? []).map((text): TextRule => ['MessageHeader.OtherInfo.Appendixes.Appendix', text, 500]),
    ...responseFor.flatMap(({ organId, code, documentId }): TextRule[] => [
      ['MessageHeader.ResponseFor.OrganId', organId, 35, 'required'],
      ['MessageHeader.ResponseFor.Code', code, 61],
      ['MessageHeader.ResponseFor.DocumentId', documentId, 200],
    ]),
    ...taskCodes.map((code): TextRule => ['MessageHeader.ResponseForTask.TaskCode', code, 100]),
    ['MessageHeader.ApplicationType', document.applicationType, 100],
    ...(document.errors ?? []).flatMap(({ code, description }): TextRule[] => [
      ['ErrorList.Error.Code', code, 200, 'required'],
      ['ErrorList.Error.Description', description, 1_000],
    ]),
  ];
}

function traceTexts({ trace, business }: OfficialDocument): TextRule[] {
  return [
    ...trace.flatMap(({ organId, timestamp }): TextRule[] => [
      // The axis' own entry comes without one; told as a warning.
      ['TraceHeaderList.TraceHeader.OrganId', organId, 35],
      ['TraceHeaderList.TraceHeader.Timestamp', timestamp, 35, 'required'],
    ]),
    ['TraceHeaderList.Bussiness.BussinessDocReason', business.reason, 500],
    ['TraceHeaderList.Bussiness.DocumentId', business.documentId, 200],
    ...staffTexts('TraceHeaderList.Bussiness.StaffInfo', business.staff),
    ...operationTexts(business),
  ];
}

/** @param at the path of the group */
export function staffTexts(at: string, staff: Staff | undefined): TextRule[] {
  return [
    [`${at}.Department`, staff?.department, 250],
    [`${at}.Staff`, staff?.staff, 100],
    [`${at}.Mobile`, staff?.mobile, 20],
    [`${at}.Email`, staff?.email, 100],
    [`${at}.DepartmentId`, staff?.departmentId, 100],
    [`${at}.StaffId`, staff?.staffId, 100],
  ];
}

function operationTexts({ update, replacements = [] }: Business): TextRule[] {
  const replaced = 'TraceHeaderList.Bussiness.ReplacementInfoList.ReplacementInfo';
  return [
    ...(update?.receivers ?? []).map(({ organId }): TextRule => [`${receiverPath}.OrganId`, organId, 35, 'required']),
    ...replacements.flatMap(({ documentId, organIds = [] }): TextRule[] => [
      [`${replaced}.DocumentId`, documentId, 200, 'required'],
      ...organIds.map((organId): TextRule => [`${replaced}.OrganIdList.OrganId`, organId, 35]),
    ]),
  ];
}

export const receiverPath = 'TraceHeaderList.Bussiness.BussinessDocumentInfo.ReceiverList.Receiver';
