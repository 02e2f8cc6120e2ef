/** What a time stamp token must satisfy to prove a time: RFC 3161 and RFC 5816, rule by rule, in the order they are asked. */
import { hash } from 'node:crypto';
import type { Refusal, RefusalCode } from '@lienthong/edxml';
import { keyFault, type FoundSigner } from '../find-signer.js';
import { profile } from '../profile.js';
import { fitsSigningCertificate } from '../read-signed-message.js';
import type { SignedContent } from '../shapes.js';
import { stampingFault } from '../trust/check-profile.js';
import { freshnessFault, revocationFault, validityFault } from '../trust/check-time.js';
import type { Path } from '../trust/path.js';
import { revocationReasons, type Revoked } from '../trust/revocation-reasons.js';
import type { StampToken } from './read-token.js';

/** What the caller knows beforehand: what was to be stamped, what was asked, and the time now (milliseconds). */
export interface StampExpectation {
  readonly content: SignedContent;
  readonly nonce?: string;
  readonly policies: readonly string[];
  readonly now: number;
}

/** A token, who made it, and one way from there to a root; undefined where there is none. */
export interface StampCase {
  readonly token: StampToken;
  readonly signer: FoundSigner;
  readonly path: Path | undefined;
  readonly expected: StampExpectation;
}

/** `decides`: what a token that breaks the rule is not. */
export interface StampRule {
  readonly name: string;
  readonly decides: 'valid' | 'trusted';
  readonly faultOf: (one: StampCase) => Refusal | undefined;
}

export const stampRules: readonly StampRule[] = [
  { name: 'imprint', decides: 'valid', faultOf: imprintFault },
  { name: 'content digest', decides: 'valid', faultOf: contentFault },
  { name: 'signature', decides: 'valid', faultOf: ({ token, signer }) => keyFault(token.message, signer.certificate) },
  { name: 'signing certificate', decides: 'valid', faultOf: signingCertificateFault },
  { name: 'nonce', decides: 'valid', faultOf: nonceFault },
  { name: 'policy', decides: 'trusted', faultOf: policyFault },
  { name: 'accuracy', decides: 'trusted', faultOf: accuracyFault },
  { name: 'path', decides: 'trusted', faultOf: pathFault },
  { name: 'purpose', decides: 'trusted', faultOf: purposeFault },
  { name: 'not in the future', decides: 'trusted', faultOf: futureFault },
  {
    name: 'validity',
    decides: 'trusted',
    faultOf: onPath(({ token, signer }, path) => validityFault(signer.certificate, path, token.info.at)),
  },
  {
    name: 'revocation',
    decides: 'trusted',
    faultOf: onPath(({ token, signer }, path) =>
      revocationFault(signer.certificate, path, (revoked) => reachesBack(revoked, token.info.at)),
    ),
  },
  {
    name: 'fresh evidence',
    decides: 'trusted',
    faultOf: onPath(({ signer, expected }, path) => freshnessFault(signer.certificate, path, expected.now)),
  },
];

function imprintFault({ token, expected }: StampCase): Refusal | undefined {
  const { digest, hash: stamped } = token.info.imprint;
  const { sha256, bytes } = expected.content;
  const actual = digest === 'sha256' ? sha256 : bytes && hash(digest, bytes, 'buffer');
  if (actual === undefined) return fault('algorithm-refused', `${digest} can not be checked here, only sha256`);
  return actual.equals(stamped)
    ? undefined
    : fault('signature-altered', 'it stamps something else: its imprint differs');
}

function contentFault({ token: { message, content } }: StampCase): Refusal | undefined {
  return message.attributes.messageDigest.equals(hash(message.digest, content, 'buffer'))
    ? undefined
    : fault('signature-altered', 'its content is not what its authority signed');
}

// RFC 5816: without it, a certificate with the same name and number could be put in its place.
function signingCertificateFault({ token: { message }, signer }: StampCase): Refusal | undefined {
  const { signingCertificate, namesCertificateBySha1 } = message.attributes;
  if (signingCertificate === undefined && namesCertificateBySha1 === true) {
    return fault('algorithm-refused', 'it names its authority’s certificate by SHA-1 only');
  }
  if (signingCertificate === undefined) {
    return fault('signature-malformed', 'it does not name its authority’s certificate (signing-certificate-v2)');
  }
  return fitsSigningCertificate(message, signer.der)
    ? undefined
    : fault('signature-malformed', 'the signing-certificate attribute names another certificate');
}

function nonceFault({ token, expected: { nonce } }: StampCase): Refusal | undefined {
  return nonce === undefined || token.info.nonce === nonce
    ? undefined
    : fault('signature-invalid', 'it answers another request: its nonce differs');
}

function policyFault({ token: { info }, expected: { policies } }: StampCase): Refusal | undefined {
  return policies.includes(info.policy)
    ? undefined
    : fault('certificate-untrusted', `its policy ${info.policy} is not accepted`);
}

function accuracyFault({ token: { info } }: StampCase): Refusal | undefined {
  return info.accuracyMs <= profile.stampAccuracyMs
    ? undefined
    : fault('certificate-untrusted', `its clock may be off by ${info.accuracyMs} ms`);
}

function pathFault({ path }: StampCase): Refusal | undefined {
  return path === undefined ? fault('certificate-untrusted', 'no trusted authority issued its certificate') : undefined;
}

function purposeFault({ signer }: StampCase): Refusal | undefined {
  const unfit = stampingFault(signer.certificate);
  return unfit === undefined ? undefined : fault('certificate-profile', unfit);
}

// The clocks of both sides may be off by as much as the profile allows.
function futureFault({ token: { info }, expected: { now } }: StampCase): Refusal | undefined {
  return info.at > now + profile.stampAccuracyMs
    ? fault('date-in-future', `it says ${iso(info.at)}, judged at ${iso(now)}`)
    : undefined;
}

/**
 * RFC 3161 section 4: when the authority simply stopped, its earlier tokens hold; when its key was exposed, or no reason
 * is given, none of them does, because whoever has the key sets the clock.
 */
const { affiliationChanged, superseded, cessationOfOperation } = revocationReasons;
const harmless: ReadonlySet<number | undefined> = new Set([0, affiliationChanged, superseded, cessationOfOperation]);
const reachesBack = ({ since, reason }: Revoked, at: number): boolean => since <= at || !harmless.has(reason);

function onPath(faultOf: (one: StampCase, path: Path) => Refusal | undefined): StampRule['faultOf'] {
  return (one) => (one.path === undefined ? undefined : faultOf(one, one.path));
}

const iso = (time: number): string => new Date(time).toISOString();

const fault = (code: RefusalCode, detail: string): Refusal => ({ code, detail });
