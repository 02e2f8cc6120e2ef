/** Judges a time stamp token: is it whole, is it this content's, and may its authority prove a time. */
import type { Refusal } from '@lienthong/edxml';
import { evidenceAt, evidenceOf } from '../evidence.js';
import { findNamed, type FoundSigner } from '../find-signer.js';
import { profile } from '../profile.js';
import type { SignedContent, StampVerdict, TimeStamp } from '../shapes.js';
import { bestPath, type Path } from '../trust/path.js';
import type { Trust } from '../trust/trust.js';
import { readToken, type StampToken } from './read-token.js';
import { stampRules, type StampCase, type StampRule } from './stamp-rules.js';

/** `at`: official time now. `nonce` as in the request, where there was one; `policies` where they are not the profile's. */
export interface StampCircumstances {
  readonly at: Date;
  readonly nonce?: string;
  readonly policies?: readonly string[];
}

/** Never throws for what the bytes hold. */
export function judgeTimeStamp(
  token: Buffer,
  content: SignedContent,
  trust: Trust,
  circumstances: StampCircumstances,
): StampVerdict {
  return judgeStampBy(stampRules, token, content, trust, circumstances);
}

/** The judge with its rules as an argument, so that a test can show what each of them stops. */
export function judgeStampBy(
  rules: readonly StampRule[],
  token: Buffer,
  content: SignedContent,
  trust: Trust,
  { at, nonce, policies = profile.stampPolicies }: StampCircumstances,
): StampVerdict {
  const read = readToken(token);
  if ('refusal' in read) return unreadable(read.refusal, at);
  const signer = findNamed(read.value.message, trust.book);
  if ('refusal' in signer) return unreadable(signer.refusal, at);
  const expected = { content, policies, now: at.getTime(), ...(nonce !== undefined && { nonce }) };
  const caseOn = (path: Path | undefined): StampCase => ({ token: read.value, signer: signer.value, path, expected });
  const paths = trust.pathsOf(signer.value.certificate);
  const path = bestPath(paths, (one) => firstBroken(rules, caseOn(one))?.refusal)?.path;
  const broken = firstBroken(rules, caseOn(path));
  const known = {
    stamp: stampOf(read.value, signer.value),
    evidence: path === undefined ? evidenceAt(at) : evidenceOf(signer.value.certificate, path, at, broken?.refusal),
  };
  const { unfit } = signer.value;
  if (broken === undefined && unfit !== undefined) return { valid: true, trusted: false, ...unfit, ...known };
  if (broken === undefined) return { valid: true, trusted: true, code: 'trusted', detail: 'good', ...known };
  const { code, detail } = broken.refusal;
  return { valid: broken.rule.decides === 'trusted', trusted: false, code, detail, ...known };
}

function firstBroken(
  rules: readonly StampRule[],
  one: StampCase,
): { readonly rule: StampRule; readonly refusal: Refusal } | undefined {
  for (const rule of rules) {
    const refusal = rule.faultOf(one);
    if (refusal !== undefined) return { rule, refusal };
  }
  return undefined;
}

const stampOf = ({ info }: StampToken, { certificate }: FoundSigner): TimeStamp => ({
  at: new Date(info.at).toISOString(),
  accuracyMs: info.accuracyMs,
  policy: info.policy,
  serial: info.serial,
  authority: certificate.digest,
  commonName: certificate.subjectParts.get(profile.nameAttribute) ?? '',
});

const unreadable = ({ code, detail }: Refusal, at: Date): StampVerdict => ({
  valid: false,
  trusted: false,
  code,
  detail,
  evidence: evidenceAt(at),
});
