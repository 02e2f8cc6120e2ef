/** What a certificate and the path above it must be to count: the strict profile, and RFC 5280 alone; rules as data. */
import { Rulebook } from '../rulebook.js';

/** Both ask these. */
const shared = [
  'a certificate is DER and nothing after it',
  'version 3',
  'one signature algorithm is named',
  'each extension once',
  'critical extensions are understood',
  'an elliptic key on P-256 or P-384',
  'an authority allows what is below it',
  'the issuer has the name',
  'the issuer has the key that is named',
  'the issuer’s key signed it',
  'a root signed itself',
  'valid when judged',
  'not revoked',
  'fresh word on revocation',
] as const;

/** What Vietnam's profile and this exchange ask beyond: each rule stops a forgery alone. */
const house = [
  'a serial number of at most 20 bytes',
  'no name constraints',
  'a name says each thing once',
  'an RSA key of 2048 to 4096 bits, exponent 65537',
  'an authority is marked as one',
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
] as const;

/** What stands in their place for certificates of any public authority. */
const publicOnly = [
  'RFC 5280 and no more',
  'an RSA key of at least 1024 bits',
  'an authority may sign certificates',
  'an authority may sign lists',
  'a signer’s key may sign',
  'names keep to the constraints above them',
  'the policies of a path agree',
] as const;

export type StrictRule = (typeof shared)[number] | (typeof house)[number];

export type PathRule = StrictRule | (typeof publicOnly)[number];

export type PathRules = Rulebook<PathRule>;

export const strictRules: readonly StrictRule[] = [...shared, ...house];

/** The profile of the exchange. */
export const pathRules: PathRules = new Rulebook<PathRule>(strictRules);

/** RFC 5280 path validation (section 6) with revocation lists: for comparison with other verifiers, never in the exchange. */
export const publicRules: PathRules = new Rulebook<PathRule>([...shared, ...publicOnly]);

/** What a key must be to verify anything, whoever it belongs to: a certificate that breaks other rules is read, never trusted. */
export const keyRules: PathRules = new Rulebook<PathRule>([
  'a certificate is DER and nothing after it',
  'version 3',
  'one signature algorithm is named',
  'each extension once',
  'an elliptic key on P-256 or P-384',
  'an RSA key of 2048 to 4096 bits, exponent 65537',
]);

/** By name, as `lienthong verify --policy` takes them. */
export const policies = { strict: pathRules, rfc5280: publicRules } as const;
