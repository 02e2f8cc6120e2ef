/** What a CMS signature must be to count (RFC 5652 under the strict profile); each rule stops a forgery that all others let through. */
import { Rulebook } from './rulebook.js';

const rules = [
  'a message of bounded size',
  'one message and nothing after it',
  'nothing beside the message',
  'a version of the standard',
  'a time stamp signs no document',
  'the content is not enclosed',
  'enclosed content is the document',
  'few certificates',
  'one signer in a PDF',
  'few signers',
  'every signer’s signature is good',
  'a signer’s version says how it is named',
  'the signer’s digest is announced',
  'signed attributes are DER',
  'attributes in DER order',
  'each attribute once',
  'one value in an attribute',
  'the signed content type is the content’s',
  'the scheme goes with the digest',
  'the signed certificate is the signer’s',
  'the protected digest is the one used',
  'the digest is the content’s',
  'the certificate’s key made it',
  'an enclosed list is its authority’s',
  'an enclosed answer is its authority’s',
] as const;

export type MessageRule = (typeof rules)[number];

export type MessageRules = Rulebook<MessageRule>;

export const messageRules: MessageRules = new Rulebook<MessageRule>(rules);
