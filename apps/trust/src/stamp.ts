/** The time-stamping authority (RFC 3161), and the stamp it puts on the journal's head after every deed. */
import {
  answerStampRequest,
  profile,
  readStampResponse,
  sha256Imprint,
  writeStampRequest,
  type StampingAuthority,
} from '@lienthong/signature';
import type { TrustAuthority } from './authority.js';
import { headText, type StampedHead } from './ledger/head.js';
import type { JournalHead } from './ledger/journal.js';

/** Official time comes from PostgreSQL or the machine: a second covers the way there. */
const accuracyMs = 1_000;

export const stamperOf = (authority: TrustAuthority): StampingAuthority => ({
  signer: authority.part('time-stamping'),
  policy: profile.stampPolicies[0],
  accuracyMs,
});

export function stampHead(authority: TrustAuthority, head: JournalHead, at: Date): StampedHead {
  const request = writeStampRequest(sha256Imprint(headText(head)));
  const read = readStampResponse(answerStampRequest(request, stamperOf(authority), at));
  if (!('value' in read) || !('token' in read.value)) throw new Error('the journal’s head was not stamped');
  return { ...head, at: at.toISOString(), token: read.value.token.toString('base64') };
}
