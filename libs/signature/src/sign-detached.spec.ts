/** Detached signatures as openssl sees them. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { world } from '../support/world.js';
import { describe, expect, test } from '@jest/globals';
import { cmsVerify, testWithOpenssl } from '../support/openssl.js';
import { at, committee, contentOf, document, enrol } from './forgery/world.js';
import { judgeSignature } from './judge-signature.js';
import { signDetached } from './sign-detached.js';

describe('a detached signature', () => {
  testWithOpenssl('openssl finds it good over the document and bad over a document with one changed byte', () => {
    const cms = signDetached(document, world.agency, at);
    expect(cmsVerify(cms, document, world.authority, at)).toMatchObject({ isGood: true });
    const changed = Buffer.from(document);
    changed[5] = (changed[5] ?? 0) ^ 1;
    const answer = cmsVerify(cms, changed, world.authority, at);
    expect(answer.isGood).toBe(false);
    expect(answer.said).toMatch(/digest|verification failure/i);
    expect(judgeSignature(cms, contentOf(document), world.trust, at).code).toBe('trusted');
    expect(judgeSignature(cms, contentOf(changed), world.trust, at).code).toBe('signature-altered');
  });

  testWithOpenssl('openssl finds the second signature from the same template good as well', () => {
    const letters = ['một', 'hai', 'ba'].map((text) => Buffer.from(text));
    const signatures = letters.map((letter, day) =>
      signDetached(letter, world.person, new Date(at.getTime() + day * 1000)),
    );
    letters.forEach((letter, index) => {
      expect(cmsVerify(signatures[index] ?? Buffer.alloc(0), letter, world.authority, at).said).toMatch(/successful/i);
    });
  });

  testWithOpenssl('a signer with a longer key signs as well', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const signer = enrol(world.authority, privateKey, committee);
    const cms = signDetached(document, signer, at);
    expect(cmsVerify(cms, document, world.authority, at).isGood).toBe(true);
    expect(judgeSignature(cms, contentOf(document), world.trust, at).code).toBe('trusted');
  });

  test('the digest alone gives the same signature as the bytes', () => {
    const byDigest = signDetached({ sha256: contentOf(document).sha256 }, world.agency, at);
    expect(byDigest.equals(signDetached(document, world.agency, at))).toBe(true);
  });

  test('the claimed signing time is carried to the second', () => {
    const cms = signDetached(document, world.agency, new Date('2020-03-16T03:20:07.912Z'));
    expect(judgeSignature(cms, contentOf(document), world.trust, at).signingTime).toBe('2020-03-16T03:20:07.000Z');
  });

  test('a key that does not belong to the certificate is an error of the signer', () => {
    expect(() => signDetached(document, { ...world.agency, key: world.person.key }, at)).toThrow('does not belong');
  });

  test('a time or a digest that can not stand in the structure is an error of the signer', () => {
    expect(() => signDetached(document, world.agency, new Date('2050-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => signDetached(document, world.agency, new Date(NaN))).toThrow(RangeError);
    expect(() => signDetached({ sha256: Buffer.alloc(20) }, world.agency, at)).toThrow(RangeError);
  });

  test('one key with two certificates carries the certificate it was given each time', () => {
    const renewed = enrol(world.authority, world.agency.key, committee);
    const reloaded = {
      ...world.agency,
      key: createPrivateKey(world.agency.key.export({ type: 'pkcs8', format: 'pem' })),
    };
    for (const signer of [world.agency, renewed, world.agency, reloaded]) {
      expect(signDetached(document, signer, at).includes(signer.certificate)).toBe(true);
    }
  });
});
