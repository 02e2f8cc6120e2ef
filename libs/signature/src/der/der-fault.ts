/** What is thrown inside a reader and becomes a refusal at its door. */
import type { Refusal, RefusalCode } from '@lienthong/edxml';

/** `code` is set where the reader knows better than its door which refusal applies. */
export class DerFault extends Error {
  constructor(
    detail: string,
    readonly code?: RefusalCode,
  ) {
    super(detail);
  }
}

/** Runs a reader; a DerFault becomes a refusal with the fault's code or `code`, anything else stays an error. */
export function attempt<T>(code: RefusalCode, read: () => T): { readonly value: T } | { readonly refusal: Refusal } {
  try {
    return { value: read() };
  } catch (fault) {
    if (!(fault instanceof DerFault)) throw fault;
    return { refusal: { code: fault.code ?? code, detail: fault.message } };
  }
}
