/** Structures that are not exactly one detached signature by one signer, and algorithms that are not accepted. */
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
import { judgeSignature } from './judge-signature.js';
import type { SignatureVerdict } from './shapes.js';
import { signDetached } from './sign-detached.js';

const judge = (cms: Buffer, content: Buffer = document): SignatureVerdict =>
  judgeSignature(cms, contentOf(content), world.trust, at);
const judgeOdd = (oddity: Oddity): SignatureVerdict => judge(oddSignature(world.agency, oddity));
const inOrder = (nodes: DerNode[]): DerNode[] => nodes.toSorted((a, b) => Buffer.compare(encode(a), encode(b)));
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
    'two signers': () => ({ signers: (good) => [good, good] }),
    'no signed attributes': () => ({ withoutAttributes: true }),
    'no contentType': () => ({ attributes: (good) => good.slice(1) }),
    'no signingTime': () => ({ attributes: ([type, , digest]) => [type, digest].flatMap((one) => one ?? []) }),
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
    'the content enclosed': () => ({ content: sequence(oid(oids.data), context(0, octets(document))) }),
    'no certificate': () => ({ certificates: [] }),
    'five certificates': (agency) => ({ certificates: Array.from({ length: 5 }, () => embed(agency.certificate)) }),
    'the same certificate twice': (agency) => ({
      certificates: [embed(agency.certificate), embed(agency.certificate)],
    }),
    'a certificate that is not the signer’s': () => ({ certificates: [embed(world.person.certificate)] }),
    'a revocation list enclosed': () => ({ lists: [sequence()] }),
    'version 3': () => ({ version: 3 }),
    'a signer named by key identifier': () => ({ signerVersion: 3, signerName: implicit(0, Buffer.alloc(20)) }),
    'two digest algorithms': () => ({ announced: [algorithm(oids.sha384)] }),
    'an unsigned attribute': () => ({ unsigned: [attribute(oids.contentType, oid(oids.data))] }),
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

  test('bytes after it, a cut end, indefinite length, too long', () => {
    const good = signDetached(document, world.agency, at);
    const indefinite = Buffer.concat([Buffer.of(0x30, 0x80), good.subarray(4), Buffer.of(0, 0)]);
    const long = oddSignature(world.agency, {
      unsigned: [attribute(oids.timeStampToken, octets(Buffer.alloc(70_000)))],
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

  test('nesting far deeper than any signature', () => {
    let deep = nothing();
    for (let depth = 0; depth < 3000; depth += 1) deep = sequence(deep);
    const verdict = judgeOdd({ unsigned: [attribute(oids.timeStampToken, deep)] });
    expect(verdict).toMatchObject({ code: 'signature-malformed', detail: expect.stringContaining('nested deeper') });
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
