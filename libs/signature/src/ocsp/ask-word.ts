/** Asks for the word that a verdict lacked: the request to send, and whether what came back may be believed. */
import type { MissingWord } from '../shapes.js';
import type { Trust } from '../trust/trust.js';
import { certificateId } from './certificate-id.js';
import { judgeStatusOn, type StatusVerdict } from './judge-status-answer.js';
import { readStatusAnswer } from './read-status-answer.js';
import { statusRules } from './status-rules.js';
import { writeRequestOn } from './status-request.js';

/** OCSPRequest (DER) with `nonce` (hex); undefined where its issuer is not trusted, or no longer. */
export function askForWord({ serial, issuer }: MissingWord, trust: Trust, nonce: string): Buffer | undefined {
  const authority = trust.authorityOf(issuer);
  return authority && writeRequestOn(certificateId(authority, serial), nonce);
}

/**
 * The verdict on an answer to it; undefined where its issuer is no longer trusted. `isWord`: a word of the authority on just
 * this certificate in answer to just this question, whatever it says; only such a one may be taken into trust.
 */
export function judgeWord(
  answer: Buffer,
  { serial, issuer }: MissingWord,
  trust: Trust,
  asked: { readonly nonce: string; readonly at: Date },
): (StatusVerdict & { readonly isWord: boolean }) | undefined {
  const authority = trust.authorityOf(issuer);
  if (authority === undefined) return undefined;
  const verdict = judgeStatusOn(statusRules, answer, { serial, issuer: authority, ...asked });
  const isOnlyThis = verdict.status?.serial === serial && speaksOfOne(answer);
  return { ...verdict, isWord: isOnlyThis && words.has(verdict.code) };
}

function speaksOfOne(answer: Buffer): boolean {
  const read = readStatusAnswer(answer);
  return 'value' in read && read.value.singles.length === 1;
}

/** Good, revoked, and unknown or not fresh (the responder's clock may be a second ahead). */
const words: ReadonlySet<string> = new Set(['trusted', 'certificate-revoked', 'revocation-stale']);
