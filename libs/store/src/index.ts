/** The front door of the store: tables, transactions, statements, the embedded server. The only home of typeorm and pg. */
export { Store, StoreFault, migrate, openStore, sqlState, statement } from './store.js';
export type { Connection, OfficialTime, Statement, StoreOptions, Transaction } from './store.js';
export type { AgencyLife, AgencyRow, KnownAgencyRow, PlaceRow } from './tables.js';
export { beginRehearsal, moveClock, officialTime, runClock } from './statements/official-clock.js';
export {
  findDocuments,
  readPackages,
  recordDeliveries,
  recordDocuments,
  recordVerdicts,
  storePackages,
} from './statements/documents.js';
export { findByCode } from './statements/named-documents.js';
export type { CodedDocument } from './statements/named-documents.js';
export type { DeliveryRow, DocumentIdentity, DocumentRow, PackageRow, VerdictRow } from './statements/documents.js';
export {
  acknowledgeDeliveries,
  changeDeliveries,
  lockDeliveries,
  recordStatuses,
  repeatedStatuses,
} from './statements/statuses.js';
export type { DeliveryChange, DeliveryKey, LockedDelivery, StatusRow } from './statements/statuses.js';
export {
  closeMessages,
  countAttempt,
  forgetAttempts,
  hasWaitingMessages,
  lockMessages,
  noteAttemptReason,
  openMessages,
  putIntoOutbox,
  waitingMessages,
} from './statements/outbox.js';
export type { MessageKey, OutboxRow, RelayCursor, WaitingMessage } from './statements/outbox.js';
export { listDead, parkDead, takeDead } from './statements/dead-messages.js';
export type { DeadMessage } from './statements/dead-messages.js';
export { acceptanceRows, givenReceipts, keepReceipts } from './statements/receipts.js';
export type { AcceptanceRow, HopReceiptRow, MessageSpan, ReceiptKind, ReceiptRow } from './statements/receipts.js';
export {
  chainHeads,
  drawChain,
  keepCheckpoints,
  latestCheckpoints,
  linkEvents,
  rememberCheckpoints,
} from './statements/events.js';
export type { ChainHead, CheckpointEntry, PlaceEvent } from './statements/events.js';
export {
  enterBooks,
  enterRefusals,
  enterRollups,
  oldestInFlight,
  readBooks,
  readBookTotal,
} from './statements/books.js';
export type { BookChange, BookEntry, BookRow, RollupEntry } from './statements/books.js';
export { countLate, enterLate, lateDocuments, lateKinds, lyingCopies } from './statements/late.js';
export type { LateCount, LateDocumentRow, LateKind, LateRow, LyingCopy, ReceiptLimits } from './statements/late.js';
export { readStatistics, statisticKeys } from './statements/statistics.js';
export type { StatisticFilter, StatisticKey, StatisticRow } from './statements/statistics.js';
export { actedCopies, copiesSent, lastActs, readActs, readRequests, recordActs } from './statements/acts.js';
export type { ActedCopy, ActRow, RequestRow, ToldAct } from './statements/acts.js';
export { noteAnswersTo } from './statements/answered.js';
export type { AnswerRow } from './statements/answered.js';
export { copiesThatCame, keepStopped } from './statements/stopped.js';
export type { StoppedRow } from './statements/stopped.js';
export { readDesk, readInbox, readInboxItems } from './statements/inbox.js';
export type { DeskRow, InboxRow, Position } from './statements/inbox.js';
export { keepEvidence, readEvidence } from './statements/evidence.js';
export type { EvidenceRow } from './statements/evidence.js';
export { readNews, searchDesk, searchInbox } from './statements/watching.js';
export type { DeskFilter, Found, InboxFilter, WatchedBox, Watcher } from './statements/watching.js';
export {
  addWebhook,
  advanceWebhook,
  disableOrphanedWebhooks,
  dueWebhooks,
  failWebhook,
  readEveryWebhook,
  readWebhooks,
  removeWebhook,
  resumeWebhook,
  stopWebhook,
} from './statements/webhooks.js';
export type { NewWebhook, WebhookRow } from './statements/webhooks.js';
export {
  packageDigestFor,
  readDeliveries,
  readSent,
  readSentOne,
  readStatuses,
  searchSent,
} from './statements/sent.js';
export type { SentDelivery, SentFilter, SentPosition, SentRow, SentStatus } from './statements/sent.js';
export { addKey, readKeyRow, revokeKey } from './statements/keys.js';
export type { KeyRow, NewKey } from './statements/keys.js';
export {
  deleteAgency,
  directoryVersion,
  putAgencies,
  putPlaces,
  readDirectory,
  readUnits,
} from './statements/directory.js';
export type { DirectoryVersion, StoredDirectory, UnitRow } from './statements/directory.js';
export { putSystem, readSystems, removeSystem, systemNamed } from './statements/systems.js';
export type { SystemRow } from './statements/systems.js';
export { changeTransport, countPackages, takeIntoBox, waitingPackages } from './statements/transport.js';
export type { BoxKind, PackageKey, WaitingPackage } from './statements/transport.js';
export {
  deliveredPackage,
  newestDelivered,
  newestSent,
  recallAsStatus,
  recallsSaid,
  receivedPackages,
  returnedStatus,
  saidAbout,
  sentPackage,
  sentPackages,
} from './statements/packages-of-centres.js';
export type { DeliveredPackage, SentPackage, StatusPackage } from './statements/packages-of-centres.js';
export { meetOrgans } from './statements/organs.js';
export {
  claimParked,
  claimTheseParked,
  expireDeliveries,
  noteUnscanned,
  parkDocuments,
  settleParked,
} from './statements/sweeps.js';
export type { ParkedRow } from './statements/sweeps.js';
export { checkAlive, leaveDuty, takeDuty } from './statements/duty-lock.js';
export { inSnapshot, OrderedRows, pagesOf } from './statements/audit-snapshot.js';
export { compareRows, eventComparisons, mostDifferences } from './statements/audit-comparisons.js';
export type { Comparison, RowDifference } from './statements/audit-comparisons.js';
export { recounts } from './statements/audit-recounts.js';
export {
  chainEnds,
  checkpointRows,
  eventLinks,
  linkHashes,
  numberedCheckpoints,
  rememberedCheckpoints,
} from './statements/audit-chains.js';
export type { ChainRow, CheckpointRow, LinkRow, RememberedCheckpoint } from './statements/audit-chains.js';
export {
  acceptanceReceipts,
  acceptedDocuments,
  hopReceiptRows,
  receiptTwins,
  saidStatuses,
  signedStatusReceipts,
} from './statements/audit-receipts.js';
export type { AcceptedRow, GroupReceiptRow, ReceiptTwin, SaidStatusRow } from './statements/audit-receipts.js';
export { lateRows, saidReceipts, signedSendings } from './statements/audit-late.js';
export type { TimedRow } from './statements/audit-late.js';
export { deadRows, outboxRows, toldDeliveries, toldStatuses } from './statements/audit-messages.js';
export type { DeadRow, OpenMessage, ToldDelivery, ToldStatus } from './statements/audit-messages.js';
export { namedPackages, packageSizes, passedDeliveries } from './statements/audit-journeys.js';
export type { NamedPackage, PackageSize, PassedRow } from './statements/audit-journeys.js';
export { prepareDeployment } from './prepare-deployment.js';
export type { Deployment } from './prepare-deployment.js';
export { startEmbeddedPostgres } from './embedded/embedded-postgres.js';
export type { EmbeddedOptions, EmbeddedPostgres } from './embedded/embedded-postgres.js';
export { EmbeddedFault } from './embedded/embedded-fault.js';
export type { EmbeddedFaultCode } from './embedded/embedded-fault.js';
export { claimFolder } from './embedded/claim-folder.js';
export type { FolderClaim } from './embedded/claim-folder.js';
export { resetSandbox } from './statements/sandbox.js';
export type { ResetHindrance } from './statements/sandbox.js';
export { emptyStore } from './empty-store.js';
