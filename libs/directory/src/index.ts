/** The front door of directory: agency codes, places, and the next hop. */
export { codesAbove, isAgencyCode, isHubCode, isOldCode, parentCode, toNewCode, toOldCode } from './codes.js';
export { Directory, stateOn } from './directory.js';
export type { Agency, AgencyState, AgencyTier, FoundAgency, Place } from './directory.js';
export { emptyCopy, VersionedDirectory } from './versioned-directory.js';
export type { AgencyChange, CopyPosition, DirectoryNews, KnownAgency } from './versioned-directory.js';
export { findAgencies } from './find-agencies.js';
export type { AgencyWishes } from './find-agencies.js';
export { judgeCode } from './judge-code.js';
export type { CodeForm, CodeJudgement, CodeWarning } from './judge-code.js';
export { codeTrees, mergerOf } from './level-one.js';
export type { CodeTree, Merger } from './level-one.js';
export { readDirectoryCsv } from './directory-csv.js';
export type { RefusedLine } from './directory-csv.js';
export { readHoldersCsv } from './holders-csv.js';
export type { CertificateHolder } from './holders-csv.js';
