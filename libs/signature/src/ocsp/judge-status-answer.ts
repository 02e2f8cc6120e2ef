/** Judges an OCSP answer to a question just asked: does it come from the authority, is it the answer, is it fresh, what does it say. */
import type { Refusal } from '@lienthong/edxml';
import type { VerdictCode } from '../shapes.js';
import { parsedCertificate } from '../trust/parsed-certificates.js';
import type { ParsedCertificate } from '../trust/read-certificate.js';
import type { CertificateStatus } from '../trust/revocation.js';
import { readStatusAnswer, type SingleAnswer, type StatusAnswer } from './read-status-answer.js';
import { findResponder, originRules, statusRules, type StatusCase, type StatusRule } from './status-rules.js';

/** Both certificates DER. `nonce` as in the request (hex), where there was one; `at` official time now. */
export interface StatusQuestion {
  readonly certificate: Buffer;
  readonly issuer: Buffer;
  readonly nonce?: string;
  readonly at: Date;
}

/** `trusted`: good. `certificate-revoked` and `revocation-stale` (unknown or not fresh) are answers too; others are faults. */
export interface StatusVerdict {
  readonly code: VerdictCode;
  readonly detail: string;
  readonly status?: CertificateStatus;
}

/** Never throws for what the answer holds; throws when one of the certificates asked about can not be read. */
export function judgeStatusAnswer(answer: Buffer, question: StatusQuestion): StatusVerdict {
  return judgeStatusBy(statusRules, answer, question);
}

/** The judge with its rules as an argument, so that a test can show what each of them stops. */
export function judgeStatusBy(rules: typeof statusRules, answer: Buffer, question: StatusQuestion): StatusVerdict {
  const { certificate, issuer, ...rest } = question;
  return judgeStatusOn(rules, answer, { serial: readable(certificate).serial, issuer: readable(issuer), ...rest });
}

/** The question with its certificates read: `serial` (hex) of the one asked about, and who issued it. */
export interface ReadQuestion extends Pick<StatusQuestion, 'nonce' | 'at'> {
  readonly serial: string;
  readonly issuer: ParsedCertificate;
}

export function judgeStatusOn(rules: typeof statusRules, answer: Buffer, question: ReadQuestion): StatusVerdict {
  const read = readStatusAnswer(answer);
  if ('refusal' in read) return { code: read.refusal.code, detail: read.refusal.detail };
  const { serial, issuer, nonce, at } = question;
  const single = read.value.singles.find((one) => one.serial === serial) ?? read.value.singles[0];
  if (single === undefined) return { code: 'revocation-stale', detail: 'it answers for no certificate' };
  const expected = { serial, now: at.getTime(), ...(nonce !== undefined && { nonce }) };
  const fault = faultBy(rules, read.value, single, issuer, expected);
  return fault === undefined
    ? { code: 'trusted', detail: 'good', status: single }
    : { code: fault.code, detail: fault.detail, status: single };
}

function readable(der: Buffer): ParsedCertificate {
  const parsed = parsedCertificate(der);
  if ('refusal' in parsed) throw new Error(`a certificate asked about can not be read: ${parsed.refusal.detail}`);
  return parsed.value;
}

/** Why the answer, about whatever it is, may not speak for the authority; undefined when it may. */
export const originFault = (
  answer: StatusAnswer,
  single: SingleAnswer,
  issuer: ParsedCertificate,
): Refusal | undefined => faultBy(originRules, answer, single, issuer, {});

function faultBy<Expected>(
  rules: readonly StatusRule<StatusCase & Expected>[],
  answer: StatusAnswer,
  single: SingleAnswer,
  issuer: ParsedCertificate,
  expected: Expected,
): Refusal | undefined {
  const responder = findResponder(answer, issuer);
  if (responder === undefined) {
    return { code: 'certificate-untrusted', detail: 'the responder’s certificate is not enclosed' };
  }
  const one = { answer, single, responder, issuer, ...expected };
  for (const rule of rules) {
    const fault = rule.faultOf(one);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
