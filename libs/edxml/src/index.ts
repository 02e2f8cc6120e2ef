/** The front door of edxml: what travels, read, written and judged, and the table of refusals. */
export type {
  AcceptanceReceipt,
  Books,
  BulkOutcome,
  DeliveryState,
  DeskStatus,
  DocumentView,
  InboxItem,
  MintedKey,
  Page,
  SignatureStatistic,
  StatusRequest,
  Submission,
  SubmissionMetadata,
} from './answers.js';
export { contentDigest } from './content-digest.js';
export type {
  Attachment,
  Business,
  HeaderSignature,
  OfficialDocument,
  Organization,
  OtherInfo,
  Package,
  ResponseFor,
  SignablePart,
  Signer,
  Staff,
  TraceHeader,
} from './document.js';
export type {
  DocumentHop,
  GroupProof,
  Hop,
  HopBag,
  HopBatch,
  HopEnvelope,
  HopOutcome,
  HopReceipt,
  OutcomeHop,
  PlaceCheckpoint,
  ReceiptBag,
  SignatureFacts,
  StatusHop,
  TraceEntry,
} from './hop.js';
export { checkDocument } from './judge/check-document.js';
export { isRefused, refuse } from './outcome.js';
export type { Outcome } from './outcome.js';
export { readPackage } from './read/read-package.js';
export { readStatus } from './read/read-status.js';
export { refusals } from './refusals.js';
export type { Refusal, RefusalCode } from './refusals.js';
export { closedStatuses, mayFollow, needsReason, reasonLimit, statusNames, submittableStatuses } from './status.js';
export type { StatusMessage } from './status.js';
export { dateFromWire, dateToWire, timeFromWire, timeToWire } from './wire-dates.js';
export { writePackage } from './write/write-package.js';
export { writeSignedPackage } from './write/write-signed-package.js';
export type { PartToSign } from './write/write-signed-package.js';
export { writeStatus } from './write/write-status.js';
export { canonicalForm, canonicalizationMethod } from './xml/canonical-form.js';
export { edxmlLimits, xmldsigNamespace } from './xml/wire.js';
export { attributeOf, childrenOf, everyElement } from './xml/xml-element.js';
export type { XmlElement } from './xml/xml-element.js';
export { decodeBase64, escapeAttribute } from './xml/xml-text.js';
