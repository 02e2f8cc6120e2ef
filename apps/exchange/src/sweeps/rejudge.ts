/** What becomes of one parked document now: it travels on, its way ends here, or it goes on waiting. */
import { isRefused, readPackage, refuse, type DocumentHop, type Refusal, type SignatureFacts } from '@lienthong/edxml';
import type { DocumentJudgement, MissingWord, SignatureVerdict } from '@lienthong/signature';
import type { ParkedRow } from '@lienthong/store';
import type { Exchange } from '../exchange.js';
import type { ScanVerdict } from '../scan/scanner.js';
import { accept } from '../steps/accept.js';
import { vietnamDate } from '../values/vietnam-date.js';
import type { Arrival } from '../steps/arrival.js';
import { infected } from '../steps/refuse.js';
import { judge } from '../steps/verify.js';

const hour = 3_600_000;

/** It travels on, or a scanner's find stops it with its deliveries. */
export interface Going {
  readonly arrival: Arrival;
}

/** Its way ends at its sender's place, before any delivery. */
export interface Refused {
  readonly place: string;
  readonly document: string;
  readonly sender: string;
  readonly facts: SignatureFacts;
  readonly verdicts: readonly SignatureVerdict[];
  readonly refusal: Refusal;
}

export type Judged = Going | Refused;

/** For authorities' words, or for the scanner: then `unscanned` is the document, `why` what the scanner did when it was asked. */
export interface Waiting {
  readonly missing: readonly MissingWord[];
  readonly unscanned?: ParkedRow;
  readonly why?: string;
}

export interface JudgedWhen {
  readonly now: Date;
  readonly graceHours: number;
  /** By the digest of a package; undefined where it was not looked at. */
  readonly scanned: (digest: string) => ScanVerdict | undefined;
}

/** The scanner comes first: until it has spoken, or its time is over, no signature is judged again. */
export function waitForScan({ scanning }: Exchange, row: ParkedRow, when: JudgedWhen): Waiting | undefined {
  if (scanning === undefined) return undefined;
  const scanned = when.scanned(row.package);
  if (scanned === undefined) return { missing: [], unscanned: row };
  return scanned.is !== 'unscanned' || isLate(row, when)
    ? undefined
    : { missing: [], unscanned: row, why: scanned.why };
}

/**
 * One document's verdict now, or what it waits for while the grace period runs; none when it can not be read. Judged at the time of the
 * sweep: a list published after the document arrived speaks from its own day on.
 */
export function rejudge(
  exchange: Exchange,
  row: ParkedRow,
  bytes: Buffer | undefined,
  when: JudgedWhen,
): Judged | Waiting | undefined {
  const { place, document, sender: agency, since } = row;
  const at = since.toISOString();
  const today = vietnamDate(at);
  const submitted = bytes && { place, bytes, agency, read: readPackage(bytes) };
  if (submitted === undefined || isRefused(submitted.read)) {
    exchange.log.error({ place, document }, 'a parked document can not be read any more: it stays parked');
    return undefined;
  }
  const read = accept(exchange.directory(), submitted, { at, today });
  const verdict = judge(exchange, submitted.read.value, agency, when.now);
  const { facts, verdicts } = verdict;
  // Its sender or a recipient was deleted or locked meanwhile.
  if (isRefused(read)) return { place, document, sender: agency, facts, verdicts, refusal: read.refusal };
  const missing = missingIn(verdict);
  const isEnforced = exchange.policy === 'enforce';
  const stopped = exchange.scanning && whyStopped(row, when);
  const isParked = verdict.parked === true && isEnforced && stopped === undefined;
  // Who comes back after the grace period (a new start) asks before it refuses.
  if (isParked && !(isLate(row, when) && exchange.statuses.wasAsked(missing))) return { missing };
  const late = `No fresh revocation evidence came within ${when.graceHours} hours`;
  const refusal = isParked ? refuse('revocation-stale', late).refusal : isEnforced ? verdict.refusal : undefined;
  if (refusal !== undefined) return { place, document, sender: agency, facts, verdicts, refusal };
  const hop: DocumentHop = { ...read.value.header, document, facts };
  const { acts } = read.value;
  const arrival: Arrival = { place, hop, from: null, parked: false, verdicts, acts };
  return { arrival: stopped === undefined ? arrival : { ...arrival, stopped } };
}

const missingIn = ({ verdicts }: DocumentJudgement): MissingWord[] =>
  verdicts.flatMap(({ evidence }) => evidence.missing ?? []);

function isLate({ since }: ParkedRow, { now, graceHours }: JudgedWhen): boolean {
  return now.getTime() - since.getTime() > graceHours * hour;
}

/** Only what was found clean travels. */
function whyStopped(row: ParkedRow, { scanned, graceHours }: JudgedWhen): Refusal | undefined {
  const verdict = scanned(row.package);
  if (verdict?.is === 'clean') return undefined;
  if (verdict?.is === 'infected') return infected(verdict.find);
  const why = verdict === undefined ? '' : ` (${verdict.why})`;
  const detail = `The scanner gave no verdict within ${graceHours} hours${why}; send it anew under another DocumentId`;
  return refuse('attachment-unscanned', detail).refusal;
}
