/** The status of a document at a recipient: its codes, what may follow what, and the message that carries it back. */
import type { Organization, Staff } from './document.js';

/** `promulgationDate` is `yyyy-MM-dd`; `timestamp` is ISO 8601 with its zone, `+07:00` when read. */
export interface StatusMessage {
  /** The agency that reports. */
  readonly from: Organization;
  /** The agency told, and its document. */
  readonly responseFor: {
    readonly organId: string;
    readonly code: string;
    readonly documentId: string;
    readonly promulgationDate?: string;
  };
  readonly staff?: Staff;
  readonly statusCode: number;
  readonly description?: string;
  readonly timestamp: string;
}

/**
 * What a status message says beyond its code, reason and staff: readers get it as its author wrote it, with codes in the form used.
 * Each text has at most 200 characters.
 */
export interface AuthoredStatus {
  /** Who reports, and whose document it is. */
  readonly from: string;
  readonly to: string;
  /** ISO 8601, in Vietnam time. */
  readonly timestamp: string;
  readonly fromName?: string;
  /** Number and notation, and DocumentId, as the message names the document. */
  readonly code?: string;
  readonly documentId?: string;
  readonly departmentId?: string;
  readonly staffId?: string;
}

/** Vietnamese name of every status code of the national axis. */
export const statusNames: Readonly<Record<number, string>> = {
  1: 'Đã đến',
  2: 'Từ chối tiếp nhận',
  3: 'Đã tiếp nhận',
  4: 'Phân công xử lý',
  5: 'Đang xử lý',
  6: 'Hoàn thành',
  13: 'Lấy lại',
  15: 'Đồng ý cập nhật, lấy lại',
  16: 'Từ chối cập nhật, lấy lại',
};

/** What the receiving place makes of its own accord; a recipient's system that says it too repeats it. */
export const arrivedStatus = 1;

/** Codes a recipient submits; 13 is the sender's. */
export const submittableStatuses: readonly number[] = [arrivedStatus, 2, 3, 4, 5, 6, 15, 16];

/** After these nothing more is said about the document. */
export const closedStatuses: readonly number[] = [2, 6, 15];

/** Longest reason of a status, in characters. */
export const reasonLimit = 1_000;

/** Inferred from practice (the standard prints no table): 04 and 05 may be skipped, nothing goes backwards. 0 = nothing yet. */
const successors: Readonly<Record<number, readonly number[]>> = {
  0: [1],
  1: [2, 3, 13],
  3: [4, 5, 6, 13],
  4: [5, 6, 13],
  5: [6, 13],
  13: [15, 16],
  16: [2, 3, 4, 5, 6, 13],
};

/** Whether a recipient's copy in status `current` may go to `next`. */
export function mayFollow(current: number, next: number): boolean {
  return successors[current]?.includes(next) ?? false;
}

/** A refusal says why: 02 to take a document in, 16 to give it back. */
export function needsReason(code: number): boolean {
  return code === 2 || code === 16;
}
