/** The front door of directory: agency codes, places, and the next hop. */
export { isAgencyCode, isHubCode, isOldCode, toNewCode, toOldCode } from './codes.js';
export { Directory } from './directory.js';
export type { Agency, AgencyTier, Place } from './directory.js';
export { readDirectoryCsv } from './directory-csv.js';
export type { RefusedLine } from './directory-csv.js';
export { readHoldersCsv } from './holders-csv.js';
export type { CertificateHolder } from './holders-csv.js';
