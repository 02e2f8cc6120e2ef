/** Structures that are no signature of a document, those that are one in another form, and algorithms that are not accepted. */
import { sign } from 'node:crypto';
import { world } from '../support/world.js';
import { describe, expect, test } from '@jest/globals';
import { attribute, goodAttributes, oddSignature, type Oddity } from './forgery/odd-signatures.js';
import { at, contentOf, document, type World } from './forgery/world.js';
import { oids } from './der/oids.js';
import {
  algorithm,
  context,
  embed,
  encode,
  implicit,
  nothing,
  octets,
  oid,
  sequence,
  setOf,
  type DerNode,
} from './der/write-der.js';
import { judgeSignature, judgeSignatures } from './judge-signature.js';
import { countSigners } from './read-signed-message.js';
import type { SignatureVerdict } from './shapes.js';
import { signDetached } from './sign-detached.js';

const judge = (cms: Buffer, content: Buffer = document): SignatureVerdict =>
  judgeSignature(cms, contentOf(content), world.trust, at);
const judgeOdd = (oddity: Oddity): SignatureVerdict => judge(oddSignature(world.agency, oddity));
const inOrder = (nodes: DerNode[]): DerNode[] => nodes.toSorted((a, b) => Buffer.compare(encode(a), encode(b)));
function signersOf(cms: Buffer): DerNode[] {
  const [, wrapped] = embed(cms).value as DerNode[];
  const [data] = wrapped?.value as DerNode[];
  return (data?.value as DerNode[]).at(-1)?.value as DerNode[];
}

const sha1 = algorithm('1.3.14.3.2.26');
const pss = algorithm('1.2.840.113549.1.1.10');

describe('a forged or ambiguous structure is refused as malformed', () => {
  test('the attributes of a genuine signature, presented as a signed document (openssl 3.0 accepts them)', () => {
    const genuine = oddSignature(world.agency);
    expect(judge(genuine).code).toBe('trusted');
    const attributes = encode(setOf(...goodAttributes('sha256')));
    const signature = sign('sha256', attributes, world.agency.key);
    const forged = oddSignature(world.agency, { withoutAttributes: true, signature });
    expect(judge(forged, attributes)).toMatchObject({ valid: false, code: 'signature-malformed' });
  });

  const shapes: Readonly<Record<string, (agency: World['agency']) => Oddity>> = {
    'no signer': () => ({ signers: () => [] }),
    'no signed attributes': () => ({ withoutAttributes: true }),
    'no contentType': () => ({ attributes: (good) => good.slice(1) }),
    'no messageDigest': () => ({ attributes: (good) => good.slice(0, 2) }),
    'contentType twice': () => ({ attributes: (good) => [...good.slice(0, 1), ...good] }),
    'two signing times, in order': () => ({
      attributes: (good) => [
        ...good.slice(0, 2),
        ...goodAttributes('sha256', document, new Date(at.getTime() + 1000)).slice(1, 2),
        ...good.slice(2),
      ],
    }),
    'two values of contentType': () => ({
      attributes: (good) => [
        ...good.slice(1, 2),
        attribute(oids.contentType, oid(oids.data), oid(oids.signedData)),
        ...good.slice(2),
      ],
    }),
    'another content type in the attributes': () => ({
      attributes: (good) => [attribute(oids.contentType, oid(oids.signedData)), ...good.slice(1)],
    }),
    'an attribute without a value': () => ({
      attributes: (good) => [attribute(oids.contentType), ...good.slice(1)],
    }),
    'attributes out of order': () => ({ attributes: (good) => good.toReversed() }),
    'another content type': () => ({ content: sequence(oid(oids.signedData)) }),
    'no certificate': () => ({ certificates: [] }),
    'a certificate that is not the signer’s': () => ({ certificates: [embed(world.person.certificate)] }),
    'a version that does not go with what it holds': () => ({ version: 3 }),
    'version 2': () => ({ version: 2 }),
    'a signer named by key identifier': () => ({ signerVersion: 3, signerName: implicit(0, Buffer.alloc(20)) }),
    'two digest algorithms': () => ({ announced: [algorithm(oids.sha384)] }),
    'a signing-certificate attribute for another certificate': () => ({
      attributes: (good) =>
        [
          ...good.slice(0, 2),
          ...[attribute(oids.signingCertificateV2, sequence(sequence(sequence(octets(Buffer.alloc(32))))))],
          ...good.slice(2),
        ].toSorted((a, b) => Buffer.compare(encode(a), encode(b))),
    }),
    'a protected algorithm that is not the one used': () => ({
      attributes: (good) => inOrder([...good, attribute(oids.algorithmProtection, sequence(algorithm(oids.sha512)))]),
    }),
  };
  test.each(Object.keys(shapes))('%s', (shape) => {
    const verdict = judgeOdd(shapes[shape]?.(world.agency) ?? {});
    expect(verdict).toMatchObject({ form: 'cms', valid: false, trusted: false, code: 'signature-malformed' });
  });

  test('bytes after it, a cut end, an open length that nothing ends, too long', () => {
    const good = signDetached(document, world.agency, at);
    const indefinite = Buffer.concat([Buffer.of(0x30, 0x80), good.subarray(4), Buffer.of(0)]);
    const long = oddSignature(world.agency, {
      unsigned: [attribute(oids.timeStampToken, octets(Buffer.alloc(4_200_000)))],
    });
    for (const bytes of [
      Buffer.concat([good, Buffer.of(0)]),
      good.subarray(0, -1),
      good.subarray(0, 40),
      indefinite,
      long,
    ]) {
      expect(judge(bytes)).toMatchObject({ form: 'cms', code: 'signature-malformed' });
    }
  });
});

describe('what the standard lets a signature be is read', () => {
  const shapes: Readonly<Record<string, (agency: World['agency']) => Oddity>> = {
    'two signers': () => ({ signers: (good) => [good, good] }),
    'no signingTime': () => ({ attributes: ([type, , digest]) => [type, digest].flatMap((one) => one ?? []) }),
    'the content enclosed': () => ({ content: sequence(oid(oids.data), context(0, octets(document))) }),
    'five certificates': (agency) => ({ certificates: Array.from({ length: 5 }, () => embed(agency.certificate)) }),
    'the same certificate twice': (agency) => ({
      certificates: [embed(agency.certificate), embed(agency.certificate)],
    }),
    'a revocation list enclosed': () => ({ lists: [sequence()] }),
    'an unsigned attribute': () => ({ unsigned: [attribute(oids.contentType, oid(oids.data))] }),
  };
  test.each(Object.keys(shapes))('%s', (shape) => {
    expect(judgeOdd(shapes[shape]?.(world.agency) ?? {})).toMatchObject({ form: 'cms', valid: true, code: 'trusted' });
  });

  test('by two signers: a verdict for each, and one that is bad is the verdict of both', () => {
    const by = (signature?: Buffer): Buffer =>
      oddSignature(world.agency, {
        signers: (good) => [good, ...signersOf(oddSignature(world.other, { signature }))],
        certificates,
      });
    const certificates = [world.agency, world.other].map(({ certificate }) => embed(certificate));
    const verdicts = judgeSignatures(by(), contentOf(document), world.trust, at);
    expect(verdicts.map(({ code, signer }) => [code, signer?.agency])).toEqual([
      ['trusted', 'H54.07'],
      ['trusted', 'H54.08'],
    ]);
    const bad = by(Buffer.alloc(256));
    expect(judge(bad)).toMatchObject({ valid: false, code: 'signature-invalid', signer: { agency: 'H54.08' } });
    expect(countSigners(bad)).toBe(2);
  });

  test('without a time that its signer claims: none is told, and the arrival counts', () => {
    const verdict = judgeOdd({ attributes: ([type, , digest]) => [type, digest].flatMap((one) => one ?? []) });
    expect(verdict).toMatchObject({ code: 'trusted', timeSource: 'arrival' });
    expect(verdict).not.toHaveProperty('signingTime');
  });

  test('unsigned attributes that nest far deeper than any signature', () => {
    let deep = nothing();
    for (let depth = 0; depth < 3000; depth += 1) deep = sequence(deep);
    expect(judgeOdd({ unsigned: [attribute(oids.contentType, deep)] }).code).toBe('trusted');
    const verdict = judgeOdd({ unsigned: [attribute(oids.timeStampToken, deep)] });
    expect(verdict).toMatchObject({ valid: false, code: 'signature-malformed' });
  });
});

describe('an algorithm that is not accepted is refused as such', () => {
  const shapes: Readonly<Record<string, () => Oddity>> = {
    'SHA-1': () => ({ announced: [sha1], signerDigest: sha1 }),
    'RSA with PSS padding': () => ({ signatureAlgorithm: pss }),
    'a signature algorithm with another digest': () => ({ signatureAlgorithm: algorithm(oids.sha512WithRsa) }),
    'parameters that should not be there': () => ({
      announced: [sequence(oid(oids.sha256), sequence())],
      signerDigest: sequence(oid(oids.sha256), sequence()),
    }),
  };
  test.each(Object.keys(shapes))('%s', (shape) => {
    expect(judgeOdd(shapes[shape]?.() ?? {})).toMatchObject({ valid: false, code: 'algorithm-refused' });
  });
});
