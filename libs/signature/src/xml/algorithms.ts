/** The algorithms of an XML signature by their addresses (XML Signature 1.1; RFC 9231), and ours for each. Others are refused. */
import { digestBytes, schemes, type DigestName, type SignatureScheme } from '../der/algorithms.js';

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
const later = 'http://www.w3.org/2007/05/xmldsig-more#';
const encryption = 'http://www.w3.org/2001/04/xmlenc#';

/** Takes the Base64 of an element apart, so that what is signed are the bytes of an attachment. */
export const base64Transform = 'http://www.w3.org/2000/09/xmldsig#base64';

const digestAddresses: Readonly<Record<DigestName, string>> = {
  sha256: `${encryption}sha256`,
  sha384: `${more}sha384`,
  sha512: `${encryption}sha512`,
};

const numberOf = (digest: DigestName): number => digestBytes[digest] * 8;

/** RSASSA-PSS under this name has a salt as long as its digest, as everywhere here (RFC 9231 section 2.3.10). */
const addressIn: Readonly<Record<SignatureScheme['kind'], (digest: DigestName) => string>> = {
  rsa: (digest) => `${more}rsa-sha${numberOf(digest)}`,
  'rsa-pss': (digest) => `${later}sha${numberOf(digest)}-rsa-MGF1`,
  ecdsa: (digest) => `${more}ecdsa-sha${numberOf(digest)}`,
};

export const digestAddress = (digest: DigestName): string => digestAddresses[digest];

export const schemeAddress = ({ kind, digest }: SignatureScheme): string => addressIn[kind](digest);

const everyScheme = Object.values(schemes).flatMap((byDigest) => Object.values(byDigest));

const schemesByAddress = new Map(everyScheme.map((scheme) => [schemeAddress(scheme), scheme]));

const digestsByAddress = new Map(
  (['sha256', 'sha384', 'sha512'] as const).map((digest) => [digestAddress(digest), digest]),
);

export const schemeAt = (address: string): SignatureScheme | undefined => schemesByAddress.get(address);

export const digestAt = (address: string): DigestName | undefined => digestsByAddress.get(address);
