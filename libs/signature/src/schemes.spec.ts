/** Every accepted scheme, in signatures, certificates and requests, as openssl sees it; and the weaker or odd ones. */
import { constants, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { world } from '../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { oddChain, type ChainKeys } from './forgery/odd-chain.js';
import { goodAttributes, oddSignature, type Oddity } from './forgery/odd-signatures.js';
import { cmsVerify, derIn, testWithOpenssl, openssl, pem, verifyCertificate } from '../support/openssl.js';
import { at, begin, committee, contentOf, dayMs, document, enrol, trustIn, yearsLater } from './forgery/world.js';
import { makeRequest, publicKeyInfo } from './authority/request.js';
import { schemes, type DigestName, type SignatureScheme } from './der/algorithms.js';
import { oids } from './der/oids.js';
import { algorithm, bits, context, encode, integer, oid, sequence, setOf, type DerNode } from './der/write-der.js';
import { judgeCertificate, judgeSignature } from './judge-signature.js';
import { digestAlgorithm, schemeAlgorithm } from './schemes.js';
import type { KeptSigner } from './shapes.js';
import { signDetached } from './sign-detached.js';
import { loadTrust } from './trust/trust.js';

const curve = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;
const keyed = { p256: curve('P-256'), p384: curve('P-384') };

let p256: KeptSigner;
let p384: KeptSigner;
beforeAll(() => {
  p256 = enrol(world.authority, keyed.p256, committee);
  p384 = enrol(world.authority, keyed.p384, committee);
});

const judge = (cms: Buffer) => judgeSignature(cms, contentOf(document), world.trust, at);
const digests = ['sha256', 'sha384', 'sha512'] as const;
const accepted: [name: string, signer: () => KeptSigner, scheme: SignatureScheme][] = digests.flatMap((digest) => [
  [`RSA PKCS#1 v1.5 with ${digest}`, () => world.agency, schemes.rsa[digest]],
  [`RSASSA-PSS with ${digest}`, () => world.agency, schemes['rsa-pss'][digest]],
  [`ECDSA on P-256 with ${digest}`, () => p256, schemes.ecdsa[digest]],
  [`ECDSA on P-384 with ${digest}`, () => p384, schemes.ecdsa[digest]],
]);

describe('a signature by', () => {
  testWithOpenssl.each(accepted)('%s is good for openssl and for us, and changed for neither', (_, signer, scheme) => {
    const cms = signDetached(document, signer(), at, { scheme });
    expect(cmsVerify(cms, document, world.authority, at)).toMatchObject({ isGood: true });
    expect(judge(cms)).toMatchObject({ code: 'trusted' });
    const changed = Buffer.from(cms);
    changed[cms.length - 7] = (cms.at(-7) ?? 0) ^ 1;
    expect(cmsVerify(changed, document, world.authority, at).isGood).toBe(false);
    expect(judge(changed)).toMatchObject({ valid: false, code: 'signature-invalid' });
  });

  testWithOpenssl.each([
    ['digest', 'trusted'],
    ['max', 'algorithm-refused'],
    ['20', 'algorithm-refused'],
  ])('RSASSA-PSS of openssl with salt length %s is judged as it should be', (salt, code) => {
    const [from, to] = [new Date(Date.now() - dayMs), new Date(Date.now() + dayMs)];
    const { certificate, key } = enrol(world.authority, world.agency.key, committee, from, to);
    const files = {
      'a.pem': pem('CERTIFICATE', certificate),
      'a.key': key.export({ type: 'pkcs8', format: 'pem' }),
      document,
    };
    const words = `cms -sign -binary -outform DER -in document -signer a.pem -inkey a.key -nosmimecap`;
    const padding = ['rsa_padding_mode:pss', `rsa_pss_saltlen:${salt}`].flatMap((word) => ['-keyopt', word]);
    const cms = derIn(openssl(files, ...words.split(' '), ...padding));
    const trust = trustIn(world.authority, from, to);
    expect(judgeSignature(cms, contentOf(document), trust, new Date()).code).toBe(code);
  });

  test('a scheme that does not go with the digest or the key is an error of the signer', () => {
    const { sha256 } = contentOf(document);
    expect(() => signDetached({ sha256 }, p384, at)).toThrow('sha384 needs the bytes');
    expect(judge(signDetached({ sha256 }, p384, at, { scheme: schemes.ecdsa.sha256 })).code).toBe('trusted');
    expect(() => signDetached(document, p256, at, { scheme: schemes.rsa.sha256 })).toThrow('does not sign by rsa');
    expect(() => signDetached(document, { ...p256, key: keyed.p384 }, at)).toThrow('does not belong');
  });
});

describe('a chain of certificates', () => {
  const chains: Readonly<Record<string, () => ChainKeys>> = {
    'with elliptic keys of both curves': () => ({ root: keyed.p384, issuing: keyed.p256, signer: curve('P-256') }),
    'with RSA above and an elliptic key below': () => ({
      root: world.agency.key,
      issuing: world.person.key,
      signer: keyed.p384,
    }),
  };
  testWithOpenssl.each(Object.entries(chains))('%s is good for openssl and for us', (_, keys) => {
    const chain = oddChain(keys());
    expect(verifyCertificate(chain.signer, chain, at)).toMatchObject({ isGood: true });
    expect(judgeCertificate(chain.signer, loadTrust(chain), at)).toMatchObject({ code: 'trusted' });
    const forged = oddChain(keys(), { signer: { by: curve('P-256') } });
    expect(judgeCertificate(forged.signer, loadTrust(forged), at).code).toBe('certificate-untrusted');
  });

  testWithOpenssl.each(digests)('signed by RSASSA-PSS with %s is good for openssl and for us', (digest) => {
    const keys = { root: world.agency.key, issuing: world.person.key, signer: keyed.p256 };
    const chain = oddChain(keys, { signer: { scheme: schemes['rsa-pss'][digest] } });
    expect(verifyCertificate(chain.signer, chain, at)).toMatchObject({ isGood: true });
    expect(judgeCertificate(chain.signer, loadTrust(chain), at)).toMatchObject({ code: 'trusted' });
  });
});

describe('a certificate request with an elliptic key', () => {
  const subject = '/C=VN/OU=agency/organizationIdentifier=H54.07/CN=So';

  testWithOpenssl.each(['P-256', 'P-384'])('on %s, made by openssl, is answered with a certificate', (namedCurve) => {
    const key = curve(namedCurve);
    const files = { 'e.key': key.export({ type: 'pkcs8', format: 'pem' }) };
    const words = ['req', '-new', '-key', 'e.key', '-utf8', '-outform', 'DER', '-subj', subject];
    const request = derIn(openssl(files, ...words));
    const certificate = world.authority.issue(request, { ...committee, from: begin, to: yearsLater(4) });
    expect(judge(signDetached(document, { certificate, key }, at))).toMatchObject({ code: 'trusted' });
  });

  testWithOpenssl('proves possession to openssl, and does not when its signature is another key’s', () => {
    const request = makeRequest(keyed.p256, committee);
    const words = 'req -inform DER -in r.der -noout -verify'.split(' ');
    expect(openssl({ 'r.der': request }, ...words)).toMatchObject({ isGood: true });
    const forged = Buffer.from(request);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const order = { ...committee, from: begin, to: at };
    expect(() => world.authority.issue(forged, order)).toThrow('possession');
    expect(() => world.authority.issue(makeRequest(curve('P-521'), committee), order)).toThrow();
  });
});

/** SubjectPublicKeyInfo of a P-256 key whose point was changed. */
function pointInfo(change: (point: Buffer) => Buffer): Buffer {
  const point = publicKeyInfo(keyed.p256).subarray(-65);
  return encode(sequence(sequence(oid(oids.ecPublicKey), oid(oids.p256)), bits(change(point))));
}

const attributes = (digest: DigestName): Buffer => encode(setOf(...goodAttributes(digest)));
const pss = (...parameters: DerNode[]): DerNode => sequence(oid(oids.rsaPss), ...parameters);
const pssParameters = (digest: DigestName, mask: DigestName, salt: number, ...more: DerNode[]): DerNode =>
  sequence(
    context(0, digestAlgorithm(digest)),
    context(1, sequence(oid(oids.mgf1), digestAlgorithm(mask))),
    context(2, integer(salt)),
    ...more,
  );
const pssBy = (saltLength: number): Buffer =>
  sign('sha256', attributes('sha256'), { key: world.agency.key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

/** Signatures that are right as mathematics goes: nothing but the rule on algorithms stops them. */
const oddSchemes: Readonly<Record<string, () => readonly [KeptSigner, Oddity]>> = {
  'RSASSA-PSS with a short salt': () => [
    world.agency,
    { signatureAlgorithm: pss(pssParameters('sha256', 'sha256', 20)), signature: pssBy(20) },
  ],
  'RSASSA-PSS without salt': () => [
    world.agency,
    { signatureAlgorithm: pss(pssParameters('sha256', 'sha256', 0)), signature: pssBy(0) },
  ],
  'RSASSA-PSS with another mask': () => [
    world.agency,
    { signatureAlgorithm: pss(pssParameters('sha256', 'sha384', 32)), signature: pssBy(32) },
  ],
  'RSASSA-PSS with a trailer field': () => [
    world.agency,
    { signatureAlgorithm: pss(pssParameters('sha256', 'sha256', 32, context(3, integer(1)))), signature: pssBy(32) },
  ],
  'RSASSA-PSS without parameters': () => [world.agency, { signatureAlgorithm: pss(), signature: pssBy(32) }],
  'RSASSA-PSS with parameters left to their defaults': () => [
    world.agency,
    { signatureAlgorithm: pss(sequence()), signature: pssBy(32) },
  ],
  'RSASSA-PSS of another digest than announced': () => [
    world.agency,
    { signatureAlgorithm: schemeAlgorithm(schemes['rsa-pss'].sha384), signature: pssBy(32) },
  ],
  'ECDSA with NULL as parameters': () => [
    p256,
    {
      signatureAlgorithm: algorithm(oids.ecdsaWithSha256),
      signature: sign('sha256', attributes('sha256'), p256.key),
    },
  ],
  'ECDSA of another digest than announced': () => [
    p256,
    {
      signatureAlgorithm: schemeAlgorithm(schemes.ecdsa.sha384),
      signature: sign('sha256', attributes('sha256'), p256.key),
    },
  ],
};

describe('an algorithm is refused as such', () => {
  test.each(Object.entries(oddSchemes))('%s, although the signature itself fits', (_, make) => {
    const [signer, oddity] = make();
    const { signature = Buffer.alloc(0) } = oddity;
    const key = createPublicKey(signer.key);
    const asPss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
    expect(verify('sha256', attributes('sha256'), signer === p256 ? key : asPss, signature)).toBe(true);
    expect(judge(oddSignature(signer, oddity))).toMatchObject({ valid: false, code: 'algorithm-refused' });
  });

  test('a scheme of RSA under an elliptic certificate, and the other way round, is no signature of it', () => {
    const bySchemes: [KeptSigner, SignatureScheme, Buffer][] = [
      [p256, schemes.rsa.sha256, sign('sha256', attributes('sha256'), p256.key)],
      [world.agency, schemes.ecdsa.sha256, sign('sha256', attributes('sha256'), world.agency.key)],
    ];
    for (const [signer, scheme, signature] of bySchemes) {
      const cms = oddSignature(signer, { signatureAlgorithm: schemeAlgorithm(scheme), signature });
      expect(judge(cms)).toMatchObject({ valid: false, code: 'signature-invalid' });
    }
  });

  const keysOfOthers: Readonly<Record<string, () => Buffer>> = {
    'a key on P-521': () => publicKeyInfo(curve('P-521')),
    'a key on secp256k1': () => publicKeyInfo(curve('secp256k1')),
    'an Ed25519 key': () => publicKeyInfo(generateKeyPairSync('ed25519').privateKey),
    'an RSA key for PSS only': () =>
      publicKeyInfo(generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256' }).privateKey),
    'a curve written out': () =>
      generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).publicKey.export({
        type: 'spki',
        format: 'der',
      }),
    'a compressed point': () =>
      pointInfo((point) => Buffer.concat([Buffer.of(2 + ((point.at(-1) ?? 0) & 1)), point.subarray(1, 33)])),
    'a point beside the curve': () =>
      pointInfo((point) => Buffer.concat([point.subarray(0, -1), Buffer.of((point.at(-1) ?? 0) ^ 1)])),
    'an RSA modulus of 4104 bits': () => {
      const modulus = Buffer.alloc(513, 0xc5);
      return encode(sequence(algorithm(oids.rsaEncryption), bits(encode(sequence(integer(modulus), integer(65537))))));
    },
  };
  test.each(Object.entries(keysOfOthers))('%s in a certificate', (_, keyInfo) => {
    const keys = { root: keyed.p384, issuing: keyed.p256, signer: curve('P-256') };
    const chain = oddChain(keys, { signer: { publicKey: keyInfo() } });
    expect(judgeCertificate(chain.signer, loadTrust(chain), at).code).toBe('algorithm-refused');
  });
});
