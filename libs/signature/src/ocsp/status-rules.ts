/** What an OCSP answer must satisfy to count: RFC 6960 3.2 and 4.2.2.2, rule by rule, in the order they are asked. */
import { hash } from 'node:crypto';
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { verifies } from '../schemes.js';
import { responderFault } from '../trust/check-profile.js';
import { parsedCertificate } from '../trust/parsed-certificates.js';
import { isIssuedBy } from '../trust/path.js';
import type { ParsedCertificate } from '../trust/read-certificate.js';
import { isOfIssuer } from './certificate-id.js';
import type { SingleAnswer, StatusAnswer } from './read-status-answer.js';

/** One certificate's part of an answer, by whom it is, and the authority asked about. */
export interface StatusCase {
  readonly answer: StatusAnswer;
  readonly single: SingleAnswer;
  readonly responder: ParsedCertificate;
  readonly issuer: ParsedCertificate;
}

/** What the caller knows beforehand; `now` in milliseconds, `serial` and `nonce` lower-case hex. */
export interface StatusExpectation {
  readonly serial: string;
  readonly nonce?: string;
  readonly now: number;
}

export interface StatusRule<Case> {
  readonly name: string;
  readonly faultOf: (one: Case) => Refusal | undefined;
}

/** Whether the answer may speak for the authority at all. */
export const originRules: readonly StatusRule<StatusCase>[] = [
  { name: 'issuer', faultOf: issuerFault },
  { name: 'signature', faultOf: signatureFault },
  { name: 'responder', faultOf: standingFault },
  { name: 'responder’s purpose', faultOf: purposeFault },
  { name: 'responder’s validity', faultOf: lifeFault },
];

/** Whether it answers what was asked, now. */
export const questionRules: readonly StatusRule<StatusCase & StatusExpectation>[] = [
  { name: 'serial number', faultOf: serialFault },
  { name: 'nonce', faultOf: nonceFault },
  { name: 'freshness', faultOf: freshnessFault },
  { name: 'status', faultOf: statusFault },
];

export const statusRules: readonly StatusRule<StatusCase & StatusExpectation>[] = [...originRules, ...questionRules];

/** The authority itself or the enclosed certificate that the answer names; the one whose key fits, where several do. */
export function findResponder(answer: StatusAnswer, issuer: ParsedCertificate): ParsedCertificate | undefined {
  const enclosed = answer.certificates.flatMap((der) => {
    const parsed = parsedCertificate(der);
    return 'refusal' in parsed ? [] : [parsed.value];
  });
  const named = [issuer, ...enclosed].filter((one) => isNamed(answer, one));
  return named.find((one) => verifies(answer, one.publicKey)) ?? named[0];
}

const isNamed = ({ responder }: StatusAnswer, certificate: ParsedCertificate): boolean =>
  'name' in responder
    ? responder.name.equals(certificate.subject)
    : hash('sha1', certificate.keyBits, 'buffer').equals(responder.keySha1);

function issuerFault({ single, issuer }: StatusCase): Refusal | undefined {
  return isOfIssuer(single.id, issuer)
    ? undefined
    : fault('certificate-untrusted', 'it is about a certificate of another authority');
}

function signatureFault({ answer, responder }: StatusCase): Refusal | undefined {
  return verifies(answer, responder.publicKey)
    ? undefined
    : fault('signature-invalid', 'the responder’s key did not sign it');
}

const isAuthorityItself = ({ responder, issuer }: StatusCase): boolean =>
  responder.subject.equals(issuer.subject) && responder.keyBits.equals(issuer.keyBits);

function standingFault(one: StatusCase): Refusal | undefined {
  return isAuthorityItself(one) || isIssuedBy(one.responder, one.issuer)
    ? undefined
    : fault('certificate-untrusted', 'the responder was not named by the authority it answers for');
}

function purposeFault(one: StatusCase): Refusal | undefined {
  const unfit = isAuthorityItself(one) ? undefined : responderFault(one.responder);
  return unfit === undefined ? undefined : fault('certificate-profile', `the responder’s certificate: ${unfit}`);
}

// Nobody can tell when an answer was really signed: one that outlives its responder's certificate could be signed after it.
function lifeFault(one: StatusCase): Refusal | undefined {
  const { answer, single, responder } = one;
  if (isAuthorityItself(one)) return undefined;
  const isWithin = answer.producedAt >= responder.notBefore && single.nextUpdate <= responder.notAfter + 1000;
  return isWithin ? undefined : fault('certificate-expired', 'the answer reaches beyond the responder’s certificate');
}

function serialFault({ single, serial }: StatusCase & StatusExpectation): Refusal | undefined {
  return single.serial === serial ? undefined : fault('revocation-stale', 'it is about another certificate');
}

function nonceFault({ answer, nonce }: StatusCase & StatusExpectation): Refusal | undefined {
  return nonce === undefined || answer.nonce === nonce
    ? undefined
    : fault('signature-invalid', 'it answers another request: its nonce differs');
}

function freshnessFault({ answer, single, now }: StatusCase & StatusExpectation): Refusal | undefined {
  const { thisUpdate, nextUpdate } = single;
  if (answer.producedAt <= now && thisUpdate <= now && now < nextUpdate) return undefined;
  return fault('revocation-stale', `it speaks from ${iso(thisUpdate)} to ${iso(nextUpdate)}, judged at ${iso(now)}`);
}

function statusFault({ single: { status, revoked }, now }: StatusCase & StatusExpectation): Refusal | undefined {
  if (status === 'unknown') return fault('revocation-stale', 'the authority does not know the certificate');
  if (revoked === undefined || revoked.since > now) return undefined;
  return fault('certificate-revoked', `revoked at ${iso(revoked.since)}`);
}

const iso = (time: number): string => new Date(time).toISOString();

const fault = (code: RefusalCode, detail: string): Refusal => ({ code, detail });
