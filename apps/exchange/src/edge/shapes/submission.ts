/** What a submission and a status may be refused for, and the bodies in which they come. */
import type { RefusalCode } from '@lienthong/edxml';

/** Whatever is wrong with a package, its elements, its addresses or its signatures. */
export const refusalsOfSubmissions: readonly RefusalCode[] = [
  ...(['xml-malformed', 'xml-doctype', 'xml-encoding', 'xml-too-complex', 'package-empty', 'not-edxml'] as const),
  ...(['multipart-unreadable', 'element-missing', 'element-invalid', 'date-in-future', 'state-secret'] as const),
  ...(['attachment-missing', 'attachment-encoding', 'attachment-digest-mismatch'] as const),
  ...(['recipient-unknown', 'recipient-locked', 'recipient-repeated', 'document-id-used'] as const),
  ...(['sender-mismatch', 'sender-locked'] as const),
  // The document that a recall, an update or a replacement is about.
  'document-not-found',
  ...(['signature-malformed', 'signature-altered', 'signature-invalid', 'algorithm-refused'] as const),
  ...(['certificate-untrusted', 'certificate-expired', 'certificate-not-yet-valid', 'certificate-revoked'] as const),
  ...(['certificate-profile', 'certificate-of-another-agency', 'revocation-stale'] as const),
];

/** A JSON list is answered item by item; one edXML message is refused as a whole. */
export const refusalsOfStatuses: readonly RefusalCode[] = [
  ...(['xml-malformed', 'xml-doctype', 'xml-encoding', 'xml-too-complex', 'package-empty', 'not-edxml'] as const),
  ...(['element-missing', 'element-invalid', 'sender-mismatch', 'bulk-too-large', 'document-not-found'] as const),
  ...(['document-ambiguous'] as const),
  ...(['status-code', 'status-transition', 'status-reason-missing'] as const),
];
