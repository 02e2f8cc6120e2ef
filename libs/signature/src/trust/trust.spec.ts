/** Paths: what a certificate, an authority or a list must not be; openssl judges the same chains. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  makeChainKeys,
  nameOf,
  oddChain,
  signerExtensions,
  type ChainKeys,
  type ChainOddity,
  type OddChain,
} from '../forgery/odd-chain.js';
import { testWithOpenssl, verifyCertificate } from '../../support/openssl.js';
import { at, begin, dayMs, yearsLater } from '../forgery/world.js';
import { publicKeyInfo } from '../authority/request.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  purposes,
  rawExtension,
  writeName,
} from '../authority/write-certificate.js';
import { oids } from '../der/oids.js';
import { context, encode, nothing, octets, sequence } from '../der/write-der.js';
import { judgeCertificate } from '../judge-signature.js';
import { profile } from '../profile.js';
import { loadTrust } from './trust.js';

let keys: ChainKeys;
let weak: Readonly<Record<'short' | 'exponent' | 'curve', KeyObject>>;
beforeAll(async () => {
  keys = await makeChainKeys();
  weak = {
    short: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
    exponent: generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey,
    curve: generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  };
});

/** The verdict on the signer's certificate, or `configuration` where the trust itself can not be loaded. */
function codeOf(chain: OddChain, when = at): string {
  let trust;
  try {
    trust = loadTrust(chain);
  } catch (fault) {
    if (fault instanceof Error) return 'configuration';
    throw fault;
  }
  return judgeCertificate(chain.signer, trust, when).code;
}

const swap = (index: number, ...others: ReturnType<typeof signerExtensions>): ChainOddity => ({
  signer: { extensions: signerExtensions(keys).toSpliced(index, 1, ...others) },
});
const signerKey = (key: KeyObject): ChainOddity => ({ signer: { publicKey: publicKeyInfo(key) } });
const constraints = rawExtension(
  oids.nameConstraints,
  false,
  encode(sequence(context(0, sequence(context(2, octets(Buffer.from('x'))))))),
);

/** What is wrong, our code, and whether openssl refuses the chain as well; where it does not, we are stricter. */
const oddities: Readonly<Record<string, [code: string, opensslRefuses: boolean, oddity: () => ChainOddity]>> = {
  nothing: ['trusted', false, () => ({})],
  'signed by a key that is not the issuer’s': ['certificate-untrusted', true, () => ({ signer: { by: keys.signer } })],
  'an issuer nobody knows': ['certificate-untrusted', true, () => ({ signer: { issuer: nameOf('Lạ') } })],
  'issued by the root itself': ['certificate-untrusted', true, () => ({ signer: { by: keys.root } })],
  'another authority’s key identifier': [
    'certificate-untrusted',
    true,
    () => swap(0, authorityKeyIdentifier(publicKeyInfo(keys.signer))),
  ],
  'no authority key identifier': ['certificate-profile', true, () => swap(0)],
  'no purpose': ['certificate-profile', false, () => swap(4)],
  'another purpose': ['certificate-profile', false, () => swap(4, purposes('1.3.6.1.5.5.7.3.2'))],
  'any purpose beside ours': ['certificate-profile', false, () => swap(4, purposes(profile.purpose, '2.5.29.37.0'))],
  'no key usage': ['certificate-profile', false, () => swap(3)],
  'a key usage for encryption': ['certificate-profile', false, () => swap(3, keyUsage(0xa0))],
  'a key usage that is not critical': [
    'certificate-profile',
    false,
    () => swap(3, rawExtension(oids.keyUsage, false, Buffer.of(3, 2, 6, 0xc0))),
  ],
  'an authority as signer': ['certificate-profile', true, () => swap(2, basicConstraints(0))],
  'a critical extension nobody knows': [
    'certificate-profile',
    true,
    () => swap(5, rawExtension('1.2.3.4', true, encode(nothing()))),
  ],
  'the same extension twice': ['certificate-profile', true, () => swap(5, purposes(profile.purpose))],
  'name constraints': ['certificate-profile', false, () => swap(5, constraints)],
  'no agency': [
    'certificate-profile',
    false,
    () => ({ signer: { subject: writeName([[profile.kindAttribute, 'agency']]) } }),
  ],
  'two agencies': [
    'certificate-profile',
    false,
    () => ({
      signer: {
        subject: writeName([
          [profile.kindAttribute, 'agency'],
          [profile.agencyAttribute, 'H54.07'],
          [profile.agencyAttribute, 'H54.08'],
        ]),
      },
    }),
  ],
  'a kind nobody knows': [
    'certificate-profile',
    false,
    () => ({
      signer: {
        subject: writeName([
          [profile.kindAttribute, 'robot'],
          [profile.agencyAttribute, 'H54.07'],
        ]),
      },
    }),
  ],
  'valid for eight years': ['certificate-profile', false, () => ({ signer: { to: yearsLater(8) } })],
  'a serial number of 21 bytes': ['certificate-profile', false, () => ({ signer: { serial: Buffer.alloc(21, 0x55) } })],
  'a key of 1024 bits': ['algorithm-refused', false, () => signerKey(weak.short)],
  'a public exponent of 3': ['algorithm-refused', false, () => signerKey(weak.exponent)],
  'an elliptic key on P-521': ['algorithm-refused', false, () => signerKey(weak.curve)],
  expired: ['certificate-expired', true, () => ({ signer: { to: new Date(at.getTime() - dayMs) } })],
  'not yet valid': ['certificate-not-yet-valid', true, () => ({ signer: { from: new Date(at.getTime() + dayMs) } })],
  'an issuing authority that has expired': [
    'certificate-expired',
    true,
    () => ({ issuing: { to: new Date(at.getTime() - dayMs) } }),
  ],
  'a root that has expired': ['certificate-expired', true, () => ({ root: { to: new Date(at.getTime() - dayMs) } })],
  'an issuing authority without the right to issue': [
    'configuration',
    true,
    () => ({ issuing: { extensions: signerExtensions(keys) } }),
  ],
  'an issuing authority that the root did not sign': ['configuration', true, () => ({ issuing: { by: keys.signer } })],
  'a root that allows no authority below it': [
    'configuration',
    true,
    () => ({ root: { extensions: [basicConstraints(0), keyUsage(0x06)] } }),
  ],
  'a revocation list that has run out': [
    'revocation-stale',
    true,
    () => ({ list: { nextUpdate: new Date(at.getTime() - 1000) } }),
  ],
  'a revocation list of tomorrow': [
    'revocation-stale',
    true,
    () => ({ list: { thisUpdate: new Date(at.getTime() + dayMs) } }),
  ],
  'a revocation list that somebody else signed': ['configuration', true, () => ({ list: { by: keys.signer } })],
};

describe('a path with', () => {
  test.each(Object.entries(oddities))('%s is judged as it should be', (_, [code, , oddity]) => {
    expect(codeOf(oddChain(keys, oddity()))).toBe(code);
  });

  const judgedByOpenssl = Object.entries(oddities).filter(([, [code, refused]]) => refused || code === 'trusted');
  testWithOpenssl.each(judgedByOpenssl)('%s is judged by openssl in the same way', (_, [code, , oddity]) => {
    const chain = oddChain(keys, oddity());
    expect(verifyCertificate(chain.signer, chain, at).isGood).toBe(code === 'trusted');
  });

  test('no revocation list at all lacks evidence', () => {
    expect(codeOf({ ...oddChain(keys), crls: [] })).toBe('revocation-stale');
    const [root = Buffer.alloc(0), issuing = Buffer.alloc(0)] = oddChain(keys).crls;
    expect(codeOf({ ...oddChain(keys), crls: [root] })).toBe('revocation-stale');
    expect(codeOf({ ...oddChain(keys), crls: [issuing] })).toBe('revocation-stale');
  });
});

describe('dates', () => {
  test('the first and the last second of a certificate belong to it, the next does not', () => {
    const to = new Date('2020-03-16T03:20:00Z');
    const chain = oddChain(keys, { signer: { to } });
    expect(codeOf(chain, begin)).toBe('trusted');
    expect(codeOf(chain, new Date(to.getTime() + 999))).toBe('trusted');
    expect(codeOf(chain, new Date(to.getTime() + 1000))).toBe('certificate-expired');
    expect(codeOf(chain, new Date(begin.getTime() - 1))).toBe('certificate-not-yet-valid');
  });

  test('a path that was found once is judged anew when its time is over', () => {
    const chain = oddChain(keys);
    const trust = loadTrust(chain);
    const codes = [at, yearsLater(3), yearsLater(5), at].map(
      (when) => judgeCertificate(chain.signer, trust, when).code,
    );
    expect(codes).toEqual(['trusted', 'revocation-stale', 'certificate-expired', 'trusted']);
  });
});
