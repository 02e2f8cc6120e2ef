/** Scopes, suspensions and reasons of revocation lists; for each rule on lists one that only this rule stops. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  chainWith,
  forgeList,
  judgeForgedList,
  listedSerial,
  listForgeries,
  makeListKeys,
} from '../forgery/forged-lists.js';
import type { OddChain } from '../forgery/odd-chain.js';
import { testWithOpenssl, openssl, pem, verifyCertificate } from '../../support/openssl.js';
import { at, begin, committee, dayMs, enrol, trustIn, yearsLater } from '../forgery/world.js';
import { Authority } from '../authority/authority.js';
import { listScope, rawExtension } from '../authority/write-certificate.js';
import { writeCrl } from '../authority/write-crl.js';
import { encode, integer } from '../der/write-der.js';
import { judgeCertificate } from '../judge-signature.js';
import { listRules } from './list-rules.js';
import { readCertificate } from './read-certificate.js';
import { readListBy } from './read-crl.js';
import { decreeReasons, type RevocationReason } from './revocation-reasons.js';
import { loadTrust } from './trust.js';

const keys = makeListKeys();
const curve = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const serial = listedSerial;
const revokedThen = { serial: serial.toString('hex'), at: begin.toISOString() };

const codeOf = (chain: OddChain): string => judgeCertificate(chain.signer, loadTrust(chain), at).code;

describe('a revocation list', () => {
  test.each(Object.entries(listForgeries))('is stopped by one rule alone: %s', (name, list) => {
    expect(() => loadTrust(chainWith(keys, list))).toThrow(name);
    const der = forgeList(keys, list);
    expect(judgeForgedList(der)).toBe('certificate-profile');
    const passesWithout = listRules.filter((one) => judgeForgedList(der, one.name) === 'trusted');
    expect(passesWithout.map((rule) => rule.name)).toEqual([name]);
  });

  test('is forged above in every way that a rule stops', () => {
    expect(Object.keys(listForgeries).toSorted()).toEqual(listRules.map(({ name }) => name).toSorted());
  });

  test('with a critical extension that nobody knows is no list', () => {
    const chain = chainWith(keys, { moreExtensions: [rawExtension('1.2.3.4', true, encode(integer(1)))] });
    expect(() => loadTrust(chain)).toThrow('not understood');
  });
});

describe('the scope of a list', () => {
  testWithOpenssl('decides for whom it speaks, to openssl and to us', () => {
    const forSigners = chainWith(keys, { moreExtensions: [listScope('signers')] });
    expect(codeOf(forSigners)).toBe('trusted');
    expect(verifyCertificate(forSigners.signer, forSigners, at)).toMatchObject({ isGood: true });
    const forAuthorities = chainWith(keys, { moreExtensions: [listScope('authorities')] });
    expect(codeOf(forAuthorities)).toBe('revocation-stale');
    expect(verifyCertificate(forAuthorities.signer, forAuthorities, at)).toMatchObject({ isGood: false });
  });

  test('a narrower list does not take the place of the whole one', () => {
    const whole = chainWith(keys, { revocations: [{ ...revokedThen, reason: 'keyCompromise' }] });
    const narrow = writeCrl(
      {
        issuer: readCertificate(whole.intermediates[0] ?? whole.signer).subject,
        number: 900,
        thisUpdate: begin,
        nextUpdate: yearsLater(2),
        revocations: [],
        moreExtensions: [listScope('signers')],
      },
      keys.issuing,
    );
    expect(codeOf({ ...whole, crls: [...whole.crls, narrow] })).toBe('certificate-revoked');
    const reloaded = loadTrust({ ...whole, crls: [narrow] }, loadTrust(whole));
    expect(judgeCertificate(whole.signer, reloaded, at).code).toBe('certificate-revoked');
  });
});

describe('a suspension', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await Authority.create({ name: 'Tạm dừng', from: begin });
  });
  const later = (days: number): Date => new Date(at.getTime() + days * dayMs);

  testWithOpenssl('holds while the newest list names it, and ends with the next one', () => {
    const { certificate } = enrol(authority, curve(), committee);
    const { serial: held } = readCertificate(certificate);
    const chain = () => ({
      anchors: authority.anchors,
      intermediates: authority.intermediates,
      crls: authority.crls(begin, yearsLater(2)),
    });
    authority.suspend(held, at);
    const during = chain();
    expect(
      openssl({ l: pem('X509 CRL', ...during.crls.slice(1)) }, ...'crl -in l -noout -text'.split(' ')).said,
    ).toMatch(/Certificate Hold/);
    expect(verifyCertificate(certificate, during, later(1)).said).toContain('certificate revoked');
    const trust = loadTrust(during);
    expect(judgeCertificate(certificate, trust, later(1))).toMatchObject({
      code: 'certificate-revoked',
      detail: expect.stringContaining('suspended'),
    });
    authority.resume(held);
    const after = chain();
    expect(verifyCertificate(certificate, after, later(1))).toMatchObject({ isGood: true });
    expect(judgeCertificate(certificate, loadTrust(after, trust), later(1)).code).toBe('trusted');
    expect(judgeCertificate(certificate, loadTrust({ ...during }, loadTrust(after)), later(1)).code).toBe('trusted');
  });

  test('that becomes a revocation reaches back to its beginning, and can not end any more', () => {
    const { certificate } = enrol(authority, curve(), committee);
    const { serial: held } = readCertificate(certificate);
    authority.suspend(held, at);
    authority.revoke(held, later(9), decreeReasons.keyExposedOrDeviceLost);
    authority.suspend(held, later(10));
    expect(judgeCertificate(certificate, trustIn(authority), later(1)).code).toBe('certificate-revoked');
    expect(() => authority.resume(held)).toThrow('for good');
    expect(() => authority.resume('00')).not.toThrow();
  });

  testWithOpenssl('the grounds of Decree 68/2024 are reasons that openssl reads', () => {
    const reasons = [...new Set<RevocationReason>(Object.values(decreeReasons))];
    const chain = chainWith(keys, {
      revocations: reasons.map((reason, index) => ({ ...revokedThen, serial: `4${index}`, reason })),
    });
    const { said } = openssl({ l: pem('X509 CRL', ...chain.crls.slice(1)) }, ...'crl -in l -noout -text'.split(' '));
    for (const words of [/Key Compromise/, /Privilege Withdrawn/, /Affiliation Changed/, /Cessation Of Operation/]) {
      expect(said).toMatch(words);
    }
  });

  test('the number of an authority’s lists never goes back, even when its clock does', () => {
    const numbers = [at, begin, later(3), begin].map((thisUpdate) => {
      const [root = Buffer.alloc(0)] = authority.crls(thisUpdate, yearsLater(2));
      return readListBy(listRules, root).number;
    });
    expect(numbers.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
    expect(new Set(numbers).size).toBe(4);
  });
});
