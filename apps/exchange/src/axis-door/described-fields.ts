/** The headers of the axis' API: those of every request, and the fields that single operations take. */
import type { DescribedParameter } from '../described/door-document.js';

function field(name: string, description: string, example: string, required = true): DescribedParameter {
  return { in: 'header', name: `XroadVnpt-${name}`, description, required, example };
}

const signedText = '{"XroadVnpt-systemid":"00.54.W00","XroadVnpt-timestamp":"02032020T083000+0000"}';

/** What every request carries. A field counts only where it stands in the signed text as in its header. */
export const ofAll: readonly DescribedParameter[] = [
  field('systemid', 'System id of the centre; a signed field', '00.54.W00'),
  field(
    'timestamp',
    "`ddMMyyyy'T'HHmmss+SSSS`, SSSS being milliseconds, in Vietnam time; a signed field",
    '02032020T083000+0000',
    false,
  ),
  field(
    'sign-header',
    'The JSON object of all signed fields, the prefix XroadVnpt- in their names, exactly as it was signed',
    signedText,
  ),
  field(
    'hash-header',
    'HMAC-SHA256 of the bytes of `XroadVnpt-sign-header` with the secret of the system, in hexadecimal',
    'ab'.repeat(32),
  ),
  field('sign-header-key', 'Names of the signed fields without the prefix, joined by `;`', 'systemid;timestamp', false),
  field('version', 'Version of the protocol that the client speaks', '3.0.201608', false),
];

export const servicetype = field('servicetype', 'Always `eDoc`', 'eDoc', false);
export const messagetype: DescribedParameter = {
  ...field('messagetype', '`edoc` for documents, `status` for status messages', 'edoc', false),
  schema: { type: 'string', enum: ['edoc', 'status'], default: 'edoc' },
};
export const docIdField = field('docId', 'Identifier of the package, as the list gave it', '0190-H05');
export const sentDocId = field('docId', 'One document that was sent; without it the newest', '0190', false);
export const from = field('from', 'The agency of the centre that sends, as the package has it', 'H54.01');
export const hashFile = field(
  'hash-file',
  'SHA-256 of the package in hexadecimal, in the usual form or without the leading zero of every byte below 16',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a8',
  false,
);
export const filePath = field('filePath', 'Where the client will keep the package; not read', '/var/spool/edoc', false);
export const transportStatus: DescribedParameter = {
  ...field('status', 'How far the package was fetched', 'done'),
  schema: { type: 'string', enum: ['processing', 'done', 'fail'] },
};
export const level = field('level', 'Number of groups in the code: 1 for provinces and ministries', '1', false);
export const unitVersion = field(
  'unitVersion',
  'The largest version seen: only what changed since then is answered; a field of this exchange',
  '12',
  false,
);
export const agencyCode = field('AgencyCode', 'The agency to delete, one of the centre', 'H54.60');
