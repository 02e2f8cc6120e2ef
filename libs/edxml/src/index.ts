/** The front door of edxml: what travels, read, written and judged, and the table of refusals. */
export type {
  AcceptanceReceipt,
  Books,
  BulkOutcome,
  DeliveryState,
  DeskStatus,
  DocumentView,
  ListedDocument,
  InboxItem,
  LateDocument,
  LateStatistic,
  MintedKey,
  MintedSystem,
  Page,
  SignatureStatistic,
  CopyEnding,
  CopyRequest,
  RecallOutcome,
  RecallRequest,
  SenderRequest,
  StatusRequest,
  Submission,
  SubmissionMetadata,
  SystemView,
} from './answers.js';
export { contentDigest } from './content-digest.js';
export type {
  Attachment,
  Business,
  ChangedReceiver,
  DocumentUpdate,
  HeaderSignature,
  OfficialDocument,
  Organization,
  OtherInfo,
  Package,
  Replacement,
  ReportedError,
  ResponseFor,
  SignablePart,
  Signer,
  Staff,
  StaffContact,
  TraceHeader,
  TraceMarks,
} from './document.js';
export type {
  ActHop,
  AnsweredDocument,
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
export { judgeMessage } from './judge/judge-message.js';
export type { Finding, JudgedLevel, Judgement } from './judge/finding.js';
export { lifeAfter, unborn, viewOf, whyNot } from './life/copy-life.js';
export type { CopyEnd, CopyLife, CopyView, LifeEvent, SenderAct } from './life/copy-life.js';
export {
  acknowledgeBy,
  isOverdue,
  isReceiptLate,
  isSentLate,
  receiptLimits,
  sendBy,
  usualHours,
} from './life/deadlines.js';
export type { Done, OfficeHours } from './life/deadlines.js';
export { effectsOf, isRecall, targetsOf } from './life/operation-effects.js';
export type { OperationEffect, OperationTarget } from './life/operation-effects.js';
export { isUrgent, laneOf, lanes, normalLane, urgencyNames } from './life/urgency.js';
export { isCalendarKnown, isWorkingDay, nextWorkingDay } from './life/working-calendar.js';
export { isRefused, refuse } from './outcome.js';
export type { Outcome } from './outcome.js';
export { readPackage, readParties } from './read/read-package.js';
export type { NamedParties } from './read/read-package.js';
export { repeatedKey } from './read/repeated-key.js';
export { readStatus } from './read/read-status.js';
export { refusals } from './refusals.js';
export type { Refusal, RefusalCode } from './refusals.js';
export {
  arrivedStatus,
  closedStatuses,
  mayFollow,
  needsReason,
  reasonLimit,
  statusNames,
  submittableStatuses,
} from './status.js';
export type { AuthoredStatus, StatusMessage } from './status.js';
export { dateFromWire, dateToWire, timeFromWire, timeToWire } from './wire-dates.js';
export type { PackageOrder } from './write/orders.js';
export { addTraces } from './write/add-traces.js';
export { writePackage } from './write/write-package.js';
export type { PackageForm } from './write/write-package.js';
export { writeSignedPackage } from './write/write-signed-package.js';
export type { PartToSign } from './write/write-signed-package.js';
export { writeStatus } from './write/write-status.js';
export { canonicalForm, canonicalizationMethod } from './xml/canonical-form.js';
export { edxmlLimits, xmldsigNamespace } from './xml/wire.js';
export { attributeOf, childrenOf, everyElement } from './xml/xml-element.js';
export type { XmlElement } from './xml/xml-element.js';
export { compileSchema } from './xml/validate-schema.js';
export type { Schema } from './xml/validate-schema.js';
export { decodeBase64, escapeAttribute, hasForbiddenCharacter } from './xml/xml-text.js';
