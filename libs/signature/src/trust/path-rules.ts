/** What a certificate and the path above it must be to count (RFC 5280 under the strict profile); each rule stops a forgery alone. */
import { Rulebook } from '../rulebook.js';

const rules = [
  'a certificate is DER and nothing after it',
  'version 3',
  'a serial number of at most 20 bytes',
  'one signature algorithm is named',
  'each extension once',
  'critical extensions are understood',
  'no name constraints',
  'a name says each thing once',
  'an RSA key of 2048 to 4096 bits, exponent 65537',
  'an elliptic key on P-256 or P-384',
  'an authority is marked as one',
  'an authority allows what is below it',
  'an authority signs certificates and lists alone',
  'an authority names its key',
  'an authority lives 20 years at most',
  'an authority signs no documents',
  'a signer’s key signs alone',
  'document signing is the only purpose',
  'a signer names its issuer’s key',
  'a signer names its agency',
  'a signer lives 5 years at most',
  'a kind that may sign this',
  'the issuer has the name',
  'the issuer has the key that is named',
  'the issuer’s key signed it',
  'a root signed itself',
  'valid when judged',
  'not revoked',
  'fresh word on revocation',
] as const;

export type PathRule = (typeof rules)[number];

export type PathRules = Rulebook<PathRule>;

export const pathRules: PathRules = new Rulebook<PathRule>(rules);
