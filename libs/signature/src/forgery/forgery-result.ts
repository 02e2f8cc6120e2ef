/** What came of a forgery: which rule it is made for, and which rules stop it. */

export const forgeryFormats = [
  'cms',
  'pdf',
  'xml',
  'receipt',
  'path',
  'revocation list',
  'OCSP answer',
  'time stamp',
] as const;

export type ForgeryFormat = (typeof forgeryFormats)[number];

/** One forgery, judged by all rules and by all but each. */
export interface ForgeryResult {
  readonly format: ForgeryFormat;
  /** The rule that it is made for. */
  readonly rule: string;
  /** The verdict by all rules. */
  readonly code: string;
  readonly isStopped: boolean;
  /** The rules that let it pass when they are left out. */
  readonly passesWithout: readonly string[];
  /** Stopped by its rule and by no other. */
  readonly isProven: boolean;
}
