/** The object identifiers that certificates, CRLs and signatures are made of, in dotted form, with their sources. */

export const oids = {
  // RFC 5652: content types and signed attributes
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  // RFC 3161 appendix A: the unsigned attribute that proves a time; section 2.4.2: what a token holds; 2.3: its maker's purpose
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  // The house's time-stamp policy, under the arc of examples (X.660): the authority of a real deployment names its own
  timeStampPolicy: '2.999.3161.1',
  // RFC 5126 6.3.4: lists and answers in an unsigned attribute; RFC 5940: an answer beside the lists
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  enclosedOcspResponse: '1.3.6.1.5.5.7.16.2',
  // RFC 6960: answers on the status of a certificate, and who may give them
  ocspBasic: '1.3.6.1.5.5.7.48.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  ocspArchiveCutoff: '1.3.6.1.5.5.7.48.1.6',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  // RFC 5035 and RFC 6211: optional signed attributes that must fit when they are there; RFC 2634: the older one, by SHA-1
  signingCertificateV1: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  algorithmProtection: '1.2.840.113549.1.9.52',
  // RFC 8017 appendix C
  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha384WithRsa: '1.2.840.113549.1.1.12',
  sha512WithRsa: '1.2.840.113549.1.1.13',
  rsaPss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  // RFC 5480 and RFC 5758
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ecdsaWithSha512: '1.2.840.10045.4.3.4',
  // RFC 5754, and SHA-1 for the names of certificates in status requests (RFC 6960 4.1.1), on which nothing rests
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  // X.520: parts of names
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  organizationIdentifier: '2.5.4.97',
  // RFC 2985: the mail address in a name
  mailAddress: '1.2.840.113549.1.9.1',
  // RFC 5280: extensions
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  deltaListIndicator: '2.5.29.27',
  subjectAlternativeName: '2.5.29.17',
  certificatePolicies: '2.5.29.32',
  anyPolicy: '2.5.29.32.0',
  policyMappings: '2.5.29.33',
  policyConstraints: '2.5.29.36',
  inhibitAnyPolicy: '2.5.29.54',
  issuingDistributionPoint: '2.5.29.28',
  nameConstraints: '2.5.29.30',
  listDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  authorityInformation: '1.3.6.1.5.5.7.1.1',
  statusAccess: '1.3.6.1.5.5.7.48.1',
  issuerAccess: '1.3.6.1.5.5.7.48.2',
  extendedKeyUsage: '2.5.29.37',
  // X.509 9.5.2.8: the list keeps certificates that have expired
  expiredCertificatesOnList: '2.5.29.60',
  // RFC 9336: the purpose "document signing"
  documentSigning: '1.3.6.1.5.5.7.3.36',
} as const;

const dottedByContent = new Map<string, string>(
  Object.values(oids).map((dotted) => [encodeOid(dotted).toString('latin1'), dotted]),
);

/** The content bytes (without tag and length) of an object identifier. */
export function encodeOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return Buffer.from(bytes);
}

/** Dotted form of the content from `start` to `end`; the known ones by one look-up, since every signature asks for a dozen. */
export function decodeOid(bytes: Buffer, start: number, end: number): string {
  const known = dottedByContent.get(bytes.toString('latin1', start, end));
  if (known !== undefined) return known;
  const content = bytes.subarray(start, end);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}
