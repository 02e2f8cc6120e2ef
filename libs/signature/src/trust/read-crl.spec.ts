/** Revocation lists, and the other files a deployment is given to trust: what is taken, kept, and refused with a sentence. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { makeChainKeys, oddChain, type ChainKeys, type OddChain } from '../forgery/odd-chain.js';
import { at, begin, dayMs } from '../forgery/world.js';
import { encodeOid, oids } from '../der/oids.js';
import { judgeCertificate } from '../judge-signature.js';
import { loadTrust } from './trust.js';

let keys: ChainKeys;
beforeAll(async () => {
  keys = await makeChainKeys();
});

const codeOf = (chain: OddChain): string => judgeCertificate(chain.signer, loadTrust(chain), at).code;

describe('revocation lists', () => {
  const serial = Buffer.alloc(16, 0x55);
  const revocations = [{ serial: serial.toString('hex'), at: begin.toISOString(), reason: 'keyCompromise' as const }];

  test('a stale list still refuses what it names', () => {
    const chain = oddChain(keys, {
      signer: { serial },
      list: { revocations, nextUpdate: new Date(begin.getTime() + dayMs) },
    });
    expect(codeOf(chain)).toBe('certificate-revoked');
  });

  test('an older list does not take the place of a newer one, in one folder or after a reload', () => {
    const chain = oddChain(keys, { signer: { serial }, list: { revocations, number: 8 } });
    const [, older = Buffer.alloc(0)] = oddChain(keys).crls;
    expect(codeOf({ ...chain, crls: [...chain.crls, older] })).toBe('certificate-revoked');
    const before = loadTrust(chain);
    const after = loadTrust({ ...chain, crls: [chain.crls[0] ?? older, older] }, before);
    expect(judgeCertificate(chain.signer, after, at)).toMatchObject({
      code: 'certificate-revoked',
      evidence: { crlNumbers: ['8', '8'] },
    });
    expect(judgeCertificate(chain.signer, loadTrust({ ...chain, crls: [older] }), at).code).toBe('revocation-stale');
  });

  test('a list of an authority that is no longer trusted is forgotten at a reload', async () => {
    const others = await makeChainKeys();
    const before = loadTrust(oddChain(others));
    expect(loadTrust(oddChain(keys), before).revocationLists.map(({ number }) => number)).toEqual([7n, 7n]);
  });
});

describe('a structure that says two things', () => {
  /** Changes the last byte of the last (outer) or first (inner) place where an identifier stands. */
  const rewrite = (der: Buffer, dotted: string, lastByte: number): Buffer => {
    const copy = Buffer.from(der);
    const identifier = encodeOid(dotted);
    copy[copy.lastIndexOf(identifier) + identifier.length - 1] = lastByte;
    return copy;
  };
  const SHA384_WITH_RSA = 12;

  test('a certificate with two signature algorithms is refused for that', () => {
    const chain = oddChain(keys);
    const signer = rewrite(chain.signer, oids.sha256WithRsa, SHA384_WITH_RSA);
    expect(judgeCertificate(signer, loadTrust(chain), at)).toMatchObject({
      code: 'certificate-profile',
      detail: expect.stringContaining('two signature algorithms'),
    });
  });

  test('a revocation list with two signature algorithms, or without a number, is no list', () => {
    const chain = oddChain(keys);
    const [list = Buffer.alloc(0)] = chain.crls;
    const twofold = rewrite(list, oids.sha256WithRsa, SHA384_WITH_RSA);
    expect(() => loadTrust({ ...chain, crls: [twofold] })).toThrow('two signature algorithms');
    const unnumbered = rewrite(list, oids.crlNumber, 99);
    expect(() => loadTrust({ ...chain, crls: [unnumbered] })).toThrow('has no number');
  });
});

describe('what a deployment is given to trust', () => {
  const load = (change: (chain: OddChain) => Partial<OddChain>) => () => {
    const chain = oddChain(keys);
    return loadTrust({ ...chain, ...change(chain) });
  };

  test('is refused with a sentence when it can not be used', () => {
    const bad = Buffer.from('no DER');
    expect(load(() => ({ anchors: [bad] }))).toThrow(/trust anchor can not be read/);
    expect(load(({ signer }) => ({ anchors: [signer] }))).toThrow(/not marked as an authority/);
    expect(load(({ intermediates }) => ({ anchors: intermediates }))).toThrow(/path length/);
    expect(load(() => ({ crls: [bad] }))).toThrow(/revocation list can not be read/);
    expect(load(() => ({ anchors: [], crls: [] }))).toThrow(/leads to no trust anchor/);
  });
});
