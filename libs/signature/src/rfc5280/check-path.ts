/** What RFC 5280 asks of a path as a whole: names within the constraints above them, policies that agree. */
import type { PathRules } from '../trust/path-rules.js';
import type { Path } from '../trust/path.js';
import type { ParsedCertificate } from '../trust/read-certificate.js';
import { constraintFault } from './name-constraints.js';
import { isSameName } from './names.js';
import { policiesAgree } from './policy-agreement.js';

/** Undefined when it holds, and under the strict profile, which lets nothing come so far that could not. */
export function wholePathFault(certificate: ParsedCertificate, path: Path, book: PathRules): string | undefined {
  if (!book.asks('RFC 5280 and no more')) return undefined;
  const [, ...below] = [...path.map((authority) => authority.certificate).toReversed(), certificate];
  if (book.asks('names keep to the constraints above them')) {
    const fault = namesFault(below, path, book);
    if (fault !== undefined) return fault;
  }
  const steps = below.map((one) => ({
    policies: one.extensions.beyond?.policies ?? { mappings: [] },
    isSelfIssued: isSelfIssued(one, book),
  }));
  const isAgreed = !book.asks('the policies of a path agree') || policiesAgree(steps);
  return isAgreed ? undefined : 'the certificates of the path agree on no policy, and one of them asks for it';
}

/** Self-issued authorities are exempt (6.1.3 b); a root's own constraints count, as openssl has it. */
function namesFault(below: readonly ParsedCertificate[], path: Path, book: PathRules): string | undefined {
  const above = [path.at(-1)?.certificate].flatMap((root) => root?.extensions.beyond?.nameConstraints ?? []);
  for (const [index, one] of below.entries()) {
    const isExempt = index < below.length - 1 && isSelfIssued(one, book);
    for (const constraints of isExempt ? [] : above) {
      const fault = constraintFault(one, constraints);
      if (fault !== undefined) return fault;
    }
    const own = one.extensions.beyond?.nameConstraints;
    if (own !== undefined) above.push(own);
  }
  return undefined;
}

const isSelfIssued = ({ issuer, subject }: ParsedCertificate, book: PathRules): boolean =>
  isSameName(issuer, subject, book);
