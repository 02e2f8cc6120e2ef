/** The small pieces of a header: elements under the prefix of the envelope, and groups that are left out when nothing is in them. */
import type { Organization, ResponseFor, Staff } from '../document.js';
import { dateToWire } from '../wire-dates.js';
import { textElement } from '../xml/xml-text.js';

export const element = (name: string, value: string | number | undefined): string =>
  textElement(`edXML:${name}`, value);

export const date = (name: string, value: string | undefined): string => element(name, value && dateToWire(value));

/** 0 or 1. */
export const flag = (name: string, value: boolean | undefined): string =>
  element(name, value === undefined ? undefined : Number(value));

export function group(name: string, inner: string): string {
  return inner === '' ? '' : `<edXML:${name}>${inner}</edXML:${name}>`;
}

export function each<T>(items: readonly T[] | undefined, write: (item: T) => string): string {
  let text = '';
  for (const item of items ?? []) text += write(item);
  return text;
}

/** `<name><item>text</item>…</name>`. */
export const list = (name: string, item: string, texts: readonly string[] | undefined): string =>
  group(
    name,
    each(texts, (text) => element(item, text)),
  );

export function writeOrganization(name: string, organization: Organization): string {
  return group(
    name,
    element('OrganId', organization.organId) +
      element('OrganizationInCharge', organization.organizationInCharge) +
      element('OrganName', organization.organName) +
      element('OrganAdd', organization.address) +
      element('Email', organization.email) +
      element('Telephone', organization.telephone) +
      element('Fax', organization.fax) +
      element('Website', organization.website),
  );
}

export function writeResponseFor(response: ResponseFor): string {
  return group(
    'ResponseFor',
    element('OrganId', response.organId) +
      element('Code', response.code) +
      element('DocumentId', response.documentId) +
      date('PromulgationDate', response.promulgationDate),
  );
}

export function writeStaff(staff: Staff | undefined): string {
  if (staff === undefined) return '';
  return group(
    'StaffInfo',
    element('Department', staff.department) +
      element('Staff', staff.staff) +
      element('Mobile', staff.mobile) +
      element('Email', staff.email) +
      element('DepartmentId', staff.departmentId) +
      element('StaffId', staff.staffId),
  );
}
