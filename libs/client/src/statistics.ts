/** Questions and answers about the signed ratio, the books and the directory. */
import type { Books, SignatureStatistic } from '@lienthong/edxml';

export interface SignatureQuery {
  readonly by?: readonly ('month' | 'agency' | 'tier' | 'type')[];
  /** First and last month, `YYYY-MM`, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly agency?: string;
  readonly tier?: string;
  readonly type?: string;
  readonly place?: string;
}

export interface SignatureStatistics {
  readonly place: string;
  readonly by: readonly string[];
  readonly items: readonly SignatureStatistic[];
  readonly total: SignatureStatistic;
}

export interface BooksAnswer {
  readonly items: readonly Books[];
  readonly total: Books;
  /** Official time at which the oldest delivery that is still in flight was taken in; null when none is. */
  readonly oldestInFlight: string | null;
}

/** An agency as the directory shows it to any key. */
export interface DirectoryAgency {
  readonly code: string;
  readonly oldCode: string;
  readonly name: string;
  readonly tier: string;
  readonly place: string;
  readonly parent?: string;
}
