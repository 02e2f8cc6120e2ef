/** OCSP answers that a deployment was given to trust: which may speak, and the newest on each certificate. */
import { isOfIssuer } from '../ocsp/certificate-id.js';
import { originFault } from '../ocsp/judge-status-answer.js';
import { readStatusAnswer, type StatusAnswer } from '../ocsp/read-status-answer.js';
import type { ParsedCertificate } from './read-certificate.js';
import type { CertificateStatus } from './revocation.js';

/** Throws when the bytes are no answer. */
export function readAnswer(der: Buffer): StatusAnswer {
  const outcome = readStatusAnswer(der);
  if ('refusal' in outcome) throw new Error(`OCSP answer can not be read: ${outcome.refusal.detail}`);
  return outcome.value;
}

/**
 * The answers that are the newest on some certificate, each by one of the authorities. One that was given and may not speak
 * is an error; one seen before, whose authority is no longer trusted, is forgotten.
 */
export function newestAnswers(
  authorities: readonly ParsedCertificate[],
  given: readonly StatusAnswer[],
  seenBefore: readonly StatusAnswer[],
): StatusAnswer[] {
  for (const answer of given) {
    const fault = faultOf(answer, authorities);
    if (fault !== undefined) throw new Error(`OCSP answer can not be used: ${fault}`);
  }
  const usable = [...given, ...seenBefore.filter((answer) => faultOf(answer, authorities) === undefined)];
  const inUse = new Set(authorities.flatMap((one) => [...newestStatuses(one, usable).values()]));
  return usable.filter(({ singles }) => singles.some((single) => inUse.has(single)));
}

function faultOf(answer: StatusAnswer, authorities: readonly ParsedCertificate[]): string | undefined {
  if (answer.singles.length === 0) return 'it answers for no certificate';
  const faults = answer.singles.map((single) => {
    const issuer = authorities.find((one) => isOfIssuer(single.id, one));
    return issuer === undefined ? 'it is about no authority known here' : originFault(answer, single, issuer)?.detail;
  });
  return faults.find((fault) => fault !== undefined);
}

/** By serial number; an older answer does not take the place of a younger one, in one folder or after a reload. */
export function newestStatuses(
  authority: ParsedCertificate,
  answers: readonly StatusAnswer[],
): Map<string, CertificateStatus> {
  const newest = new Map<string, CertificateStatus>();
  for (const single of answers.flatMap(({ singles }) => singles)) {
    const known = newest.get(single.serial);
    const isNewer = known === undefined || single.thisUpdate > known.thisUpdate;
    if (isNewer && isOfIssuer(single.id, authority)) newest.set(single.serial, single);
  }
  return newest;
}
