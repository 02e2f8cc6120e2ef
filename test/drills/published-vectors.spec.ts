/**
 * Vectors that NIST published, through our door: nothing false is taken, nothing true inside the profile refused. Signatures are
 * from CAVP (FIPS 186-3), certificate paths from PKITS (Public Key Interoperability Test Suite, 2011).
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { builtProgram } from '../../apps/cli/src/project.js';
import type { FileVerdict } from '../../apps/cli/src/verify/file-verdict.js';
import { judgeCertificate, loadTrust, policies, schemes, type SignatureScheme } from '@lienthong/signature';
import { attempt } from '../../libs/signature/src/der/der-fault.js';
import { oids } from '../../libs/signature/src/der/oids.js';
import { algorithm, bits, encode, integer, oid, sequence } from '../../libs/signature/src/der/write-der.js';
import { verifies } from '../../libs/signature/src/schemes.js';
import { readPublicKey } from '../../libs/signature/src/trust/read-public-key.js';
import { hasVectors, pkitsFiles, pkitsMails, recordsWith, type VectorRecord } from '../support/published-vectors.js';
import { pathsNotRead, policyVerdicts } from './pkits-notes.js';

const describeVectors = hasVectors ? describe : describe.skip;
const why = hasVectors ? '' : ' (skipped: the Debian package python3-cryptography-vectors is not installed)';

type Digest = keyof typeof schemes.rsa;

/** What a vector is to the profile, what it should be, and whether we take it. */
interface Judged {
  readonly isInside: boolean;
  readonly isGood: boolean;
  readonly isTaken: boolean;
}

function digestIn(text = ''): Digest | undefined {
  const digests: Readonly<Record<string, Digest>> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };
  return digests[/SHA-?(\d+)$/.exec(text)?.[1] ?? ''];
}

/** `scheme` is undefined where the profile has no name for the algorithm. */
function judged(record: VectorRecord, scheme: SignatureScheme | undefined, key: Buffer, signature: Buffer): Judged {
  const read = attempt('algorithm-refused', () => readPublicKey(key));
  const isInside = scheme !== undefined && 'value' in read;
  const signed = fromHex(record['Msg']);
  const isTaken = isInside && verifies({ signed, scheme, signature }, read.value.publicKey, 'ieee-p1363');
  return { isInside, isGood: record['Result']?.startsWith('P') === true, isTaken };
}

const fromHex = (hex = ''): Buffer => Buffer.from(hex, 'hex');

function rsaVectors(file: string, kind: 'rsa' | 'rsa-pss'): Judged[] {
  return [...recordsWith('S', 'asymmetric', 'RSA', 'FIPS_186-2', file)].map((record) => {
    const digest = digestIn(record['SHAAlg']);
    const key = sequence(integer(fromHex(record['n'])), integer(fromHex(record['e'])));
    const info = encode(sequence(algorithm(oids.rsaEncryption), bits(encode(key))));
    return judged(record, digest && schemes[kind][digest], info, fromHex(record['S']));
  });
}

const curves: Readonly<Record<string, readonly [type: string, hexDigits: number]>> = {
  'P-256': [oids.p256, 64],
  'P-384': [oids.p384, 96],
};

/** Keys on other curves can not be written as the profile has them. */
function curveVectors(): Judged[] {
  return [...recordsWith('R', 'asymmetric', 'ECDSA', 'FIPS_186-3', 'SigVer.rsp')].flatMap((record) => {
    const [curve = '', hash] = record['section']?.split(',') ?? [];
    const [type, width] = curves[curve] ?? [];
    if (type === undefined || width === undefined) return [];
    const number = (name: string): Buffer => fromHex(record[name]?.padStart(width, '0').slice(-width));
    const point = Buffer.concat([Buffer.of(4), number('Qx'), number('Qy')]);
    const info = encode(sequence(sequence(oid(oids.ecPublicKey), oid(type)), bits(point)));
    const digest = digestIn(hash);
    return judged(record, digest && schemes.ecdsa[digest], info, Buffer.concat([number('R'), number('S')]));
  });
}

describeVectors(`published signatures${why}`, () => {
  const count = (all: readonly Judged[], is: (one: Judged) => boolean): number => all.filter(is).length;

  test.each([
    ['RSASSA-PKCS1-v1_5', () => rsaVectors('SigVer15_186-3.rsp', 'rsa'), { all: 450, inside: 51 }],
    ['ECDSA', curveVectors, { all: 150, inside: 90 }],
  ] as const)('by %s are taken exactly where they are good and inside the profile', (_, make, { all, inside }) => {
    const vectors = make();
    expect([vectors.length, count(vectors, ({ isInside }) => isInside)]).toEqual([all, inside]);
    expect(vectors.filter(({ isInside, isGood, isTaken }) => isTaken !== (isInside && isGood))).toEqual([]);
    expect(count(vectors, ({ isTaken }) => isTaken)).toBeGreaterThan(0);
  });

  test('by RSASSA-PSS all have a salt of ten bytes, shorter than their digest: none is taken, the good ones neither', () => {
    const vectors = rsaVectors('SigVerPSS_186-3.rsp', 'rsa-pss');
    expect(count(vectors, ({ isInside, isGood }) => isInside && isGood)).toBeGreaterThan(0);
    expect(vectors.filter(({ isTaken }) => isTaken)).toEqual([]);
  });
});

describeVectors(`published certificate paths${why}`, () => {
  const at = new Date('2015-06-01T00:00:00Z');
  /** `Valid…` and `Invalid…` by their names; those about policies alone depend on what the reader accepts: here, all. */
  const isGood = (name: string): boolean => policyVerdicts.get(name) ?? !name.startsWith('Invalid');

  function judge(): ReadonlyMap<string, string> {
    const [certificates, lists] = [pkitsFiles('certs'), pkitsFiles('crls')];
    const named = (is: (name: string) => boolean): Buffer[] =>
      [...certificates].flatMap(([name, der]) => (is(name) ? [der] : []));
    const anchors = named((name) => name === 'TrustAnchorRootCertificate');
    const intermediates = named((name) => !name.endsWith('EE') && name !== 'TrustAnchorRootCertificate');
    const trust = loadTrust({ anchors, intermediates, crls: [...lists.values()] }, undefined, policies.rfc5280);
    const signers = [...certificates].filter(([name]) => name.endsWith('EE'));
    return new Map(signers.map(([name, der]) => [name.replace(/EE$/, ''), judgeCertificate(der, trust, at).code]));
  }

  test('under RFC 5280 none is trusted that is not valid, and each that is valid unless a feature is not read, by its name', () => {
    const verdicts = judge();
    expect(verdicts.size).toBe(223);
    const wronglyTrusted = [...verdicts].filter(([name, code]) => code === 'trusted' && !isGood(name));
    expect(wronglyTrusted).toEqual([]);
    const refused = [...verdicts].flatMap(([name, code]) => (code !== 'trusted' && isGood(name) ? [name] : []));
    expect(refused.toSorted()).toEqual([...pathsNotRead.values()].flat().toSorted());
  });

  test('as mails, with nothing but the anchor given: of 88 valid 66 are trusted, of 114 invalid none', () => {
    const { mails, anchor } = pkitsMails();
    const options = ['--trust', anchor, '--policy', 'rfc5280', '--at', at.toISOString(), '--json'];
    const words = [builtProgram('cli', 'main.js'), 'verify', ...mails, ...options];
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    const verdicts = (JSON.parse(stdout) as FileVerdict[]).map(({ file, code }) => ({
      name: basename(file, '.eml').replace('Signed', ''),
      isTrusted: code === 'trusted',
    }));
    const [valid, invalid] = ['Valid', 'Invalid'].map((verdict) =>
      verdicts.filter(({ name }) => name.startsWith(verdict)),
    );
    expect([valid?.length, invalid?.length]).toEqual([88, 114]);
    expect(verdicts.filter(({ name, isTrusted }) => isTrusted && !isGood(name))).toEqual([]);
    const refused = valid?.flatMap(({ name, isTrusted }) =>
      isTrusted ? [] : [name.replace('SelfIssuedDNname', 'DNname')],
    );
    expect(refused?.toSorted()).toEqual([...pathsNotRead.values()].flat().toSorted());
  });

  test('under the strict profile none is trusted at all: they know no agencies', () => {
    const anchor = pkitsFiles('certs').get('TrustAnchorRootCertificate') ?? Buffer.alloc(0);
    expect(() => loadTrust({ anchors: [anchor], intermediates: [], crls: [] })).toThrow('can not be used');
  });
});
