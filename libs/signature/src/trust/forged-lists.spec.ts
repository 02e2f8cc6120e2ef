/** Scopes, suspensions and reasons of revocation lists; for each rule on lists one that only this rule stops. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { oddChain, type ChainKeys, type ChainOddity, type OddChain } from '../forgery/odd-chain.js';
import { hasOpenssl, openssl, pem, verifyCertificate } from '../../support/openssl.js';
import { at, begin, committee, dayMs, enrol, trustIn, yearsLater } from '../forgery/world.js';
import { Authority } from '../authority/authority.js';
import { listScope, rawExtension, reasonCode } from '../authority/write-certificate.js';
import { writeCrl, type CrlBody } from '../authority/write-crl.js';
import { oids } from '../der/oids.js';
import { context, encode, implicit, integer, sequence, time, type DerNode } from '../der/write-der.js';
import { judgeCertificate } from '../judge-signature.js';
import { listRules } from './list-rules.js';
import { readCertificate } from './read-certificate.js';
import { readListBy } from './read-crl.js';
import { decreeReasons, type RevocationReason } from './revocation-reasons.js';
import { loadTrust } from './trust.js';

const testWithOpenssl = hasOpenssl ? test : test.skip;

const curve = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const keys: ChainKeys = { root: curve(), issuing: curve(), signer: curve() };
const serial = Buffer.alloc(16, 0x55);
const revokedThen = { serial: serial.toString('hex'), at: begin.toISOString() };

const chainWith = (list: ChainOddity['list']): OddChain => oddChain(keys, { signer: { serial }, list });
const codeOf = (chain: OddChain): string => judgeCertificate(chain.signer, loadTrust(chain), at).code;

const yes = Buffer.of(0xff);
const scope = (...parts: DerNode[]): DerNode[] => [
  rawExtension(oids.issuingDistributionPoint, true, encode(sequence(...parts))),
];
const entry = (reason: number): DerNode => sequence(integer(serial), time(begin), sequence(reasonCode(reason)));

/** For each rule what breaks it. */
const forgeries: Readonly<Record<string, Partial<CrlBody>>> = {
  'the revocation list has no number': { isUnnumbered: true },
  'delta revocation lists are not accepted': {
    moreExtensions: [rawExtension(oids.deltaListIndicator, true, encode(integer(3)))],
  },
  'the scope of the revocation list is not critical': {
    moreExtensions: [rawExtension(oids.issuingDistributionPoint, false, encode(sequence(implicit(2, yes))))],
  },
  'the revocation list speaks for one distribution point only': {
    moreExtensions: scope(context(0, context(0, implicit(6, Buffer.from('http://a/1.crl'))))),
  },
  'the revocation list speaks of some reasons only': { moreExtensions: scope(implicit(3, Buffer.of(5, 0x20))) },
  'indirect revocation lists are not accepted': { moreExtensions: scope(implicit(4, yes)) },
  'the revocation list speaks for attribute certificates': { moreExtensions: scope(implicit(5, yes)) },
  'the revocation list speaks for no certificate at all': {
    moreExtensions: scope(implicit(1, yes), implicit(2, yes)),
  },
  'a certificate is listed twice': { moreEntries: [entry(1), entry(6)] },
  'a reason has no place in a complete list': { moreEntries: [entry(8)] },
};

describe('a revocation list', () => {
  test.each(Object.entries(forgeries))('is stopped by one rule alone: %s', (name, list) => {
    const chain = chainWith(list);
    const [, der = Buffer.alloc(0)] = chain.crls;
    expect(() => loadTrust(chain)).toThrow(name);
    const letThrough = listRules.filter((left) => {
      try {
        return readListBy(
          listRules.filter((one) => one !== left),
          der,
        );
      } catch {
        return false;
      }
    });
    expect(letThrough.map((rule) => rule.name)).toEqual([name]);
  });

  test('is forged above in every way that a rule stops', () => {
    expect(Object.keys(forgeries).toSorted()).toEqual(listRules.map(({ name }) => name).toSorted());
  });

  test('with a critical extension that nobody knows is no list', () => {
    const chain = chainWith({ moreExtensions: [rawExtension('1.2.3.4', true, encode(integer(1)))] });
    expect(() => loadTrust(chain)).toThrow('not understood');
  });
});

describe('the scope of a list', () => {
  testWithOpenssl('decides for whom it speaks, to openssl and to us', () => {
    const forSigners = chainWith({ moreExtensions: [listScope('signers')] });
    expect(codeOf(forSigners)).toBe('trusted');
    expect(verifyCertificate(forSigners.signer, forSigners, at)).toMatchObject({ isGood: true });
    const forAuthorities = chainWith({ moreExtensions: [listScope('authorities')] });
    expect(codeOf(forAuthorities)).toBe('revocation-stale');
    expect(verifyCertificate(forAuthorities.signer, forAuthorities, at)).toMatchObject({ isGood: false });
  });

  test('a narrower list does not take the place of the whole one', () => {
    const whole = chainWith({ revocations: [{ ...revokedThen, reason: 'keyCompromise' }] });
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
    const chain = chainWith({
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
