/** Reads what a time-stamping authority answered (RFC 3161 2.4.2): its token, or why it gave none. */
import type { Refusal } from '@lienthong/edxml';
import { requireDer } from '../der/check-der.js';
import { attempt } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { tags } from '../der/tags.js';

const GRANTED = 0;
const GRANTED_WITH_CHANGES = 1;

/** A token (DER), still to be judged; or the authority's refusal in words. */
export type StampResponse = { readonly token: Buffer } | { readonly rejected: string };

export function readStampResponse(der: Buffer): { readonly value: StampResponse } | { readonly refusal: Refusal } {
  return attempt('signature-malformed', () => {
    requireDer(der);
    const response = new DerReader(der).enter(tags.sequence);
    const info = response.enter(tags.sequence);
    const status = info.readSmallInteger();
    if (status !== GRANTED && status !== GRANTED_WITH_CHANGES) {
      const text = info.sees(tags.sequence) ? info.enter(tags.sequence).read(tags.utf8String).toString('utf8') : '';
      return { rejected: text === '' ? `status ${status}` : text };
    }
    const token = response.whole(tags.sequence);
    response.finish('a time stamp response');
    return { token: Buffer.from(token) };
  });
}
