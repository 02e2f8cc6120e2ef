/** What every check of an audit works with: the snapshot it reads, the places it reads them of, and where it tells what it finds. */
import type { Directory } from '@lienthong/directory';
import type { Connection } from '@lienthong/store';
import type { Findings, Progress } from './findings.js';

export interface Auditing {
  readonly rows: Connection;
  /** Past the snapshot: for what is read outside the database, which may be newer than the snapshot. */
  readonly newest: Connection;
  readonly findings: Findings;
  readonly progress: Progress;
  readonly directory: Directory;
  /** Data folder with `places/` and `checkpoints/`. */
  readonly folder: string;
  /** Places whose rows are on this server. Of others only what they signed can be judged. */
  readonly hosted: readonly string[];
  isHosted(place: string): boolean;
  /** DER; undefined for a place without one, whose signatures then count as wrong. */
  certificateOf(place: string): Buffer | undefined;
}
