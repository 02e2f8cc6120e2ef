/** Forgers of certificate paths: chains of certificates and lists that are wrong in one thing each. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { publicKeyInfo, subjectName } from '../authority/request.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  purposes,
  rawExtension,
  signStructure,
  subjectKeyIdentifier,
  writeName,
} from '../authority/write-certificate.js';
import { schemes } from '../der/algorithms.js';
import { attempt } from '../der/der-fault.js';
import { oids } from '../der/oids.js';
import { context, embed, encode, implicit, nothing, sequence, type DerNode } from '../der/write-der.js';
import { judgeParsed } from '../judge-signature.js';
import { profile } from '../profile.js';
import { pathRules, type PathRule, type StrictRule } from '../trust/path-rules.js';
import { readCertificate } from '../trust/read-certificate.js';
import { loadTrust, type Trust } from '../trust/trust.js';
import { nameOf, oddChain, signerExtensions, type ChainKeys, type ChainOddity, type OddChain } from './odd-chain.js';
import { at, begin, committee, dayMs, yearsLater } from './world.js';

const curve = (namedCurve = 'P-256'): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

export const makePathKeys = (): ChainKeys => ({ root: curve(), issuing: curve(), signer: curve() });

type Forger = (keys: ChainKeys) => OddChain;

const odd =
  (oddity: (keys: ChainKeys) => ChainOddity): Forger =>
  (keys) =>
    oddChain(keys, oddity(keys));

/** With the signer's extension at this place replaced. */
const swapped = (index: number, ...others: ((keys: ChainKeys) => DerNode)[]): Forger =>
  odd((keys) => ({
    signer: { extensions: signerExtensions(keys).toSpliced(index, 1, ...others.map((one) => one(keys))) },
  }));

/** With one more extension in the signer's certificate. */
const added = (extension: DerNode): Forger => swapped(5, () => extension);

/** With other extensions of the issuing authority: own key, constraint and usage as they should be, where not replaced. */
const issuing = (change: (good: readonly DerNode[]) => readonly DerNode[]): Forger =>
  odd((keys) => ({
    issuing: {
      extensions: change([
        authorityKeyIdentifier(publicKeyInfo(keys.root)),
        subjectKeyIdentifier(publicKeyInfo(keys.issuing)),
        basicConstraints(0),
        keyUsage(0x06),
      ]),
    },
  }));

const subject = (...parts: (readonly [string, string])[]): Forger =>
  odd(() => ({ signer: { subject: writeName(parts) } }));

/** With the signer's certificate written otherwise once it is made. */
const rewritten =
  (change: (certificate: Buffer, keys: ChainKeys) => Buffer): Forger =>
  (keys) => {
    const chain = oddChain(keys);
    return { ...chain, signer: change(chain.signer, keys) };
  };

const serial = Buffer.alloc(16, 0x55);
const dNSName = 2;
const permittedName = sequence(context(0, sequence(implicit(dNSName, Buffer.from('x.vn')))));

function weakKey(): Buffer {
  return publicKeyInfo(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
}

/** Makes a path that only the rule with this name stops. */
export const pathForgeries: Readonly<Record<StrictRule, Forger>> = {
  'a certificate is DER and nothing after it': rewritten((signer) => Buffer.concat([signer, Buffer.of(0)])),
  'version 3': rewritten((signer, keys) => {
    const { signed } = readCertificate(signer);
    const body = Buffer.from(signed);
    // [0] { INTEGER 2 }: the version is the first thing in it.
    body[body.indexOf(Buffer.from('a003020102', 'hex')) + 4] = 1;
    return signStructure(embed(body), keys.issuing);
  }),
  'a serial number of at most 20 bytes': odd(() => ({ signer: { serial: Buffer.alloc(21, 0x55) } })),
  'one signature algorithm is named': rewritten((signer, keys) =>
    signStructure(embed(readCertificate(signer).signed), keys.issuing, schemes.ecdsa.sha384),
  ),
  'each extension once': added(purposes(profile.purpose)),
  'critical extensions are understood': added(rawExtension('1.2.3.4', true, encode(nothing()))),
  'no name constraints': added(rawExtension(oids.nameConstraints, false, encode(permittedName))),
  'a name says each thing once': subject(
    [profile.kindAttribute, 'agency'],
    [profile.agencyAttribute, 'H54.08'],
    [profile.agencyAttribute, committee.agency],
  ),
  'an RSA key of 2048 to 4096 bits, exponent 65537': odd(() => ({ signer: { publicKey: weakKey() } })),
  'an elliptic key on P-256 or P-384': odd(() => ({ signer: { publicKey: publicKeyInfo(curve('P-521')) } })),
  'an authority is marked as one': issuing((good) =>
    good.toSpliced(2, 1, rawExtension(oids.basicConstraints, false, Buffer.from('30060101ff020100', 'hex'))),
  ),
  'an authority allows what is below it': odd((keys) => ({
    root: { extensions: [subjectKeyIdentifier(publicKeyInfo(keys.root)), basicConstraints(0), keyUsage(0x06)] },
  })),
  'an authority signs certificates and lists alone': issuing((good) => good.toSpliced(3, 1, keyUsage(0x86))),
  'an authority names its key': issuing((good) => good.toSpliced(1, 1)),
  'an authority lives 20 years at most': odd(() => ({ issuing: { to: yearsLater(25) } })),
  'an authority signs no documents': swapped(2, () => basicConstraints(0)),
  'a signer’s key signs alone': swapped(3, () => keyUsage(0xa0)),
  'document signing is the only purpose': swapped(4, () => purposes(profile.purpose, '2.5.29.37.0')),
  'a signer names its issuer’s key': swapped(0),
  'a signer names its agency': subject([profile.kindAttribute, 'agency']),
  'a signer lives 5 years at most': odd(() => ({ signer: { to: yearsLater(8) } })),
  'a kind that may sign this': odd(() => ({ signer: { subject: subjectName({ ...committee, kind: 'place' }) } })),
  'the issuer has the name': odd(() => ({ signer: { issuer: nameOf('Lạ') } })),
  'the issuer has the key that is named': swapped(0, (keys) => authorityKeyIdentifier(publicKeyInfo(keys.signer))),
  'the issuer’s key signed it': odd((keys) => ({ signer: { by: keys.signer } })),
  'a root signed itself': odd((keys) => ({ root: { by: keys.signer } })),
  'valid when judged': odd(() => ({ signer: { to: new Date(at.getTime() - dayMs) } })),
  'not revoked': odd(() => ({
    signer: { serial },
    list: { revocations: [{ serial: serial.toString('hex'), at: begin.toISOString(), reason: 'superseded' }] },
  })),
  'fresh word on revocation': odd(() => ({ list: { nextUpdate: new Date(at.getTime() - 1000) } })),
};

/** The verdict's code on the signer's certificate, by all rules or by all but one; `not loaded` where trust itself fails. */
export function judgeForgedPath(chain: OddChain, leftOut?: PathRule): string {
  const book = leftOut === undefined ? pathRules : pathRules.without(leftOut);
  const trust = loaded(chain, book);
  if (trust === undefined) return 'not loaded';
  const read = attempt('certificate-profile', () => readCertificate(chain.signer, book));
  return 'refusal' in read ? read.refusal.code : judgeParsed(read.value, trust, at, profile.documentSigners, book).code;
}

function loaded(chain: OddChain, book: typeof pathRules): Trust | undefined {
  try {
    return loadTrust(chain, undefined, book);
  } catch (fault) {
    if (fault instanceof Error && /trust anchor|issuing authority/.test(fault.message)) return undefined;
    throw fault;
  }
}
