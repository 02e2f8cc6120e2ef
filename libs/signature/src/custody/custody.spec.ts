/** Keys where they are kept: encrypted files that openssl opens and makes as well, and a token that never gives its key out. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { world } from '../../support/world.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cmsVerify, derIn, hasOpenssl, testWithOpenssl, openssl, verifyCertificate } from '../../support/openssl.js';
import { at, begin, committee, contentOf, document, yearsLater } from '../forgery/world.js';
import { describeWithToken, makeSoftToken, type SoftToken } from '../../../../test/support/softhsm.js';
import { certify, makeIssuing, makeRoot, writeList } from '../authority/level.js';
import { makeRequest } from '../authority/request.js';
import { schemes } from '../der/algorithms.js';
import { judgeSignature } from '../judge-signature.js';
import { signBy } from '../schemes.js';
import { signDetached } from '../sign-detached.js';
import { signStatement, verifyStatement } from '../statement.js';
import { loadTrust } from '../trust/trust.js';
import { KeyFileFault, readKeyFile, writeBundle, writeKeyFile } from './key-file.js';
import { Token } from './token.js';

const passphrase = 'mật khẩu của khóa';

describe('a key file', () => {
  test('opens with its passphrase only, and holds no key in the clear', async () => {
    const text = writeKeyFile(world.agency.key, passphrase);
    expect(text).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const { key } = readKeyFile(Buffer.from(text), passphrase);
    expect(key.equals(world.agency.key)).toBe(true);
    expect(() => readKeyFile(Buffer.from(text), 'another one')).toThrow(KeyFileFault);
    expect(() => readKeyFile(Buffer.from(text))).toThrow('needs its passphrase');
    expect(() => readKeyFile(Buffer.from('not a key'), passphrase)).toThrow(KeyFileFault);
  });

  test('with a key too weak for the profile is refused', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(() => readKeyFile(Buffer.from(writeKeyFile(privateKey, passphrase)), passphrase)).toThrow('1024');
  });

  testWithOpenssl('openssl opens ours', () => {
    const text = writeKeyFile(world.agency.key, 'passphrase-ascii');
    const words = 'pkey -in k.pem -passin pass:passphrase-ascii -pubout -outform DER';
    const spki = createPublicKey(world.agency.key).export({ type: 'spki', format: 'der' });
    expect(derIn(openssl({ 'k.pem': text }, ...words.split(' '))).equals(spki)).toBe(true);
  });

  testWithOpenssl('as PKCS#12 goes to openssl and back with its certificate', () => {
    const { key, certificate } = world.agency;
    const bundle = writeBundle({ key, certificates: [certificate, ...world.authority.intermediates] }, 'secret-12345');
    const said = openssl({ 'b.p12': bundle }, ...'pkcs12 -in b.p12 -passin pass:secret-12345 -nodes'.split(' ')).said;
    expect(createPrivateKey(said.slice(said.indexOf('-----BEGIN PRIVATE'))).equals(key)).toBe(true);
    const read = readKeyFile(bundle, 'secret-12345');
    expect(read.key.equals(key)).toBe(true);
    expect(read.certificates[0]?.equals(certificate)).toBe(true);
    expect(read.certificates).toHaveLength(2);
    expect(() => readKeyFile(bundle, 'secret-54321')).toThrow(KeyFileFault);
  });

  testWithOpenssl('of openssl in PKCS#12 is read, RSA and elliptic', () => {
    for (const key of [world.agency.key, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey]) {
      const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
      const words = 'pkcs12 -export -nocerts -inkey k.pem -passout pass:secret-12345';
      const bundle = derIn(openssl({ 'k.pem': pem }, ...words.split(' ')));
      expect(readKeyFile(bundle, 'secret-12345').key.equals(key)).toBe(true);
    }
  });
});

describeWithToken('a key in a token', () => {
  let soft: SoftToken;
  let token: Token;
  beforeAll(async () => {
    soft = makeSoftToken('custody');
    token = await Token.open(soft);
  });
  afterAll(() => token.close());

  test('is found again by its label, and is made only once', () => {
    const made = token.makeKey('H54.07');
    expect(token.key('H54.07')?.publicKey.equals(made.publicKey)).toBe(true);
    expect(token.key('H54.08')).toBeUndefined();
    expect(() => token.makeKey('H54.07')).toThrow('already');
  });

  test('asks for a certificate and signs a document that is trusted, by openssl as well', async () => {
    const key = token.makeKey('signer');
    const certificate = world.authority.issue(makeRequest(key, committee), {
      ...committee,
      from: begin,
      to: yearsLater(4),
    });
    const cms = signDetached(document, { key, certificate }, at);
    expect(judgeSignature(cms, contentOf(document), world.trust, at)).toMatchObject({ code: 'trusted' });
    const { anchors, intermediates } = world.authority;
    if (hasOpenssl) expect(cmsVerify(cms, document, { anchors, intermediates }, at)).toMatchObject({ isGood: true });
    const statement = await signStatement('lienthong/test', document, { key, certificate });
    expect(verifyStatement('lienthong/test', document, statement, certificate)).toBe(true);
  });

  test('signs by every scheme that is accepted', () => {
    const keys = {
      rsa: token.makeKey('rsa', 'rsa-3072'),
      p256: token.makeKey('p256', 'p-256'),
      p384: token.makeKey('p384', 'p-384'),
    };
    for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
      const saltLength = { sha256: 32, sha384: 48, sha512: 64 }[digest];
      const padded = { key: keys.rsa.publicKey, padding: 6, saltLength };
      expect(verify(digest, document, keys.rsa.publicKey, signBy(schemes.rsa[digest], document, keys.rsa))).toBe(true);
      expect(verify(digest, document, padded, signBy(schemes['rsa-pss'][digest], document, keys.rsa))).toBe(true);
      for (const key of [keys.p256, keys.p384])
        for (const form of ['der', 'ieee-p1363'] as const) {
          const signature = signBy(schemes.ecdsa[digest], document, key, form);
          expect(verify(digest, document, { key: key.publicKey, dsaEncoding: form }, signature)).toBe(true);
        }
    }
  });

  test('can be an authority’s: certificates and revocation lists come out of it', () => {
    const order = { organization: 'Chứng thực trong thiết bị', from: begin };
    const root = makeRoot({ ...order, commonName: 'gốc', key: token.makeKey('root') });
    const issuing = makeIssuing(root, { ...order, commonName: 'cấp', key: token.makeKey('issuing') });
    const certificate = certify(issuing, makeRequest(world.agency.key, committee), {
      ...committee,
      from: begin,
      to: yearsLater(4),
    });
    const lists = [root, issuing].map((level) =>
      writeList(level, { number: 1, thisUpdate: begin, nextUpdate: yearsLater(2), revocations: [] }),
    );
    const chain = { anchors: [root.certificate], intermediates: [issuing.certificate], crls: lists };
    if (hasOpenssl) expect(verifyCertificate(certificate, chain, at)).toMatchObject({ isGood: true });
    const cms = signDetached(document, { key: world.agency.key, certificate }, at);
    expect(judgeSignature(cms, contentOf(document), loadTrust(chain), at).code).toBe('trusted');
  });

  test('a wrong PIN, a missing token or library is told in words', async () => {
    await expect(Token.open({ ...soft, library: '/nowhere/libtoken.so' })).rejects.toThrow('PKCS#11 library');
  });
});
