/** The front door of client: the typed clients of the exchange and of the trust service, and what they throw. */
export { LienThongClient } from './client.js';
export type {
  ClientSettings,
  DeskQuery,
  DocumentsQuery,
  InboxQuery,
  LateQuery,
  PageQuery,
  SignatureQuery,
} from './client.js';
export type {
  BooksAnswer,
  DirectoryImport,
  LatePage,
  LateStatistics,
  SignatureStatistics,
  WebhookOfAgency,
} from './api-operator-shapes.js';
export type { Operations } from './api-routes.js';
export type { BoxEvent } from './event-stream.js';
export type { FileToSend } from './form-body.js';
export type { OperatorDesk } from './operator-desk.js';
export { NoAnswerError, ProblemError } from './problem-error.js';
export type { FetchedPackage } from './read-packages.js';
export { Enrolment } from './enrolment.js';
export type { EnrolmentKeys, EnrolmentOutcome, EnrolmentPlan } from './enrolment.js';
export { TrustClient } from './trust-client.js';
export type {
  ApplicationState,
  CertificateApplication,
  CertificateQuery,
  CertificateState,
  IssuanceLife,
  PublishedAuthority,
} from './trust-client.js';
export { isGenuineWebhook } from './webhook-signature.js';
export type { WebhookHeaders } from './webhook-signature.js';
