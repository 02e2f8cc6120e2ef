/** The front door of client: the typed client of `/api/v1` and what it throws. */
export { LienThongClient } from './client.js';
export type { ClientSettings, PageQuery } from './client.js';
export type { FileToSend } from './form-body.js';
export type { DeadMessage, DirectoryImport, OperatorDesk } from './operator-desk.js';
export { NoAnswerError, ProblemError } from './problem-error.js';
export type { FetchedPackage } from './read-packages.js';
export type { BooksAnswer, DirectoryAgency, SignatureQuery, SignatureStatistics } from './statistics.js';
