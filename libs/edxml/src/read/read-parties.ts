/** The people and agencies a header names: senders, recipients, signers, staff, and the documents answered. */
import type { Organization, ResponseFor, Signer, Staff } from '../document.js';
import { unlessEmpty } from './fields.js';
import type { Fields } from './fields.js';

export function readOrganization(fields: Fields): Organization {
  return {
    organId: fields.text('OrganId') ?? '',
    organName: fields.text('OrganName') ?? '',
    organizationInCharge: fields.text('OrganizationInCharge'),
    address: fields.text('OrganAdd'),
    email: fields.text('Email'),
    telephone: fields.text('Telephone'),
    fax: fields.text('Fax'),
    website: fields.text('Website'),
  };
}

export function readSigner(fields: Fields): Signer | undefined {
  const signer = unlessEmpty({
    competence: fields.text('Competence'),
    position: fields.text('Position'),
    fullName: fields.text('FullName'),
  });
  return signer && { ...signer, fullName: signer.fullName ?? '' };
}

export function readStaff(fields: Fields): Staff | undefined {
  return unlessEmpty({
    department: fields.text('Department'),
    staff: fields.text('Staff'),
    mobile: fields.text('Mobile'),
    email: fields.text('Email'),
    departmentId: fields.text('DepartmentId'),
    staffId: fields.text('StaffId'),
  });
}

/** An empty ResponseFor, as some builders write it, is none. */
export function readResponseFor(fields: Fields): ResponseFor | undefined {
  const response = unlessEmpty({
    organId: fields.text('OrganId'),
    code: fields.text('Code'),
    documentId: fields.text('DocumentId'),
    promulgationDate: fields.date('PromulgationDate'),
  });
  return response && { ...response, organId: response.organId ?? '' };
}
