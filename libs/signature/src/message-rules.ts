/** What a CMS signature must be to count (RFC 5652 under the strict profile); each rule stops a forgery that all others let through. */
import { Rulebook } from './rulebook.js';

const rules = [
  'a message of bounded size',
  'DER and nothing after it',
  'nothing beside the message',
  'the usual version',
  'one digest algorithm is announced',
  'the content is data',
  'the content is not enclosed',
  'few certificates',
  'certificates in DER order',
  'one signer',
  'no revocation lists',
  'the signer is named by issuer and number',
  'the announced digest is the signer’s',
  'attributes in DER order',
  'each attribute once',
  'one value in an attribute',
  'the signed content type is data',
  'a signing time is signed',
  'the scheme goes with the digest',
  'unsigned attributes are time stamps',
  'the signed certificate is the signer’s',
  'the protected digest is the one used',
  'the digest is the content’s',
  'the certificate’s key made it',
] as const;

export type MessageRule = (typeof rules)[number];

export const messageRules = new Rulebook<MessageRule>(rules);
