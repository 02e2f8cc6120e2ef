/** Signatures that must not count, each wrong in one thing, and what is said of them. */
import { constants, hash, sign } from 'node:crypto';
import { world } from '../support/world.js';
import { describe, expect, test } from '@jest/globals';
import { openssl, pem, testWithOpenssl } from '../support/openssl.js';
import { attribute, goodAttributes, oddSignature, type Oddity } from './forgery/odd-signatures.js';
import { at, begin, committee, contentOf, dayMs, document, enrol, trustIn } from './forgery/world.js';
import { oids } from './der/oids.js';
import { algorithm, embed, encode, oid, sequence, setOf } from './der/write-der.js';
import { judgeSignature } from './judge-signature.js';
import type { SignatureVerdict } from './shapes.js';
import { signDetached } from './sign-detached.js';

const judge = (cms: Buffer, content: Buffer = document): SignatureVerdict =>
  judgeSignature(cms, contentOf(content), world.trust, at);
const judgeOdd = (oddity: Oddity): SignatureVerdict => judge(oddSignature(world.agency, oddity));
const flipped = (bytes: Buffer, at: number, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
};

describe('a good signature', () => {
  test('is trusted, and its evidence names the chain and the lists', () => {
    const verdict = judgeOdd({});
    expect(verdict).toMatchObject({ form: 'cms', valid: true, trusted: true, code: 'trusted' });
    expect(verdict.signer).toMatchObject({ agency: 'H54.07', kind: 'agency', commonName: 'Sở Giao thông vận tải' });
    expect(verdict.signer?.certificate).toBe(hash('sha256', world.agency.certificate, 'hex'));
    expect(verdict.evidence.judgedAt).toBe(at.toISOString());
    expect(verdict.evidence.chain).toEqual(
      [...world.authority.intermediates, ...world.authority.anchors].map((der) => hash('sha256', der, 'hex')),
    );
    expect(verdict.evidence.crlNumbers).toHaveLength(2);
  });

  test.each(['sha384', 'sha512'] as const)('with %s is trusted where the bytes are at hand', (digest) => {
    const cms = oddSignature(world.agency, { digest });
    expect(judge(cms).code).toBe('trusted');
    const { code } = judgeSignature(cms, { sha256: contentOf(document).sha256 }, world.trust, at);
    expect(code).toBe('algorithm-refused');
  });

  test('may name its algorithm with the digest, and leave out NULL', () => {
    const bare = sequence(oid(oids.sha256));
    expect(judgeOdd({ signatureAlgorithm: algorithm(oids.sha256WithRsa) }).code).toBe('trusted');
    expect(judgeOdd({ announced: [bare], signerDigest: bare }).code).toBe('trusted');
  });

  testWithOpenssl.each(['-nosmimecap', '-cades', '-md sha256'])('made by openssl with %s is trusted', (options) => {
    const now = new Date();
    const [from, to] = [new Date(now.getTime() - dayMs), new Date(now.getTime() + dayMs)];
    const signer = enrol(world.authority, world.agency.key, committee, from, to);
    const files = {
      'a.pem': pem('CERTIFICATE', signer.certificate),
      'a.key': signer.key.export({ type: 'pkcs8', format: 'pem' }),
      document,
    };
    const words = `cms -sign -binary -outform PEM -in document -signer a.pem -inkey a.key ${options}`;
    const { said } = openssl(files, ...words.split(' '));
    const cms = Buffer.from(said.replace(/-----[^-]+-----/g, ''), 'base64');
    expect(judgeSignature(cms, contentOf(document), trustIn(world.authority, from, to), now)).toMatchObject({
      code: 'trusted',
    });
  });
});

describe('bytes that are no CMS signature', () => {
  test.each(['', 'ký', '<Signature xmlns="x"/>', '-----BEGIN CMS-----', '%PDF-1.7'])(
    '"%s" are a placeholder',
    (text) => {
      expect(judge(Buffer.from(text))).toMatchObject({ form: 'placeholder', valid: false, code: 'placeholder' });
    },
  );

  test('a certificate in place of a signature is a placeholder', () => {
    expect(judge(world.agency.certificate).code).toBe('placeholder');
  });
});

describe('a signature of something else', () => {
  test('over other bytes is refused as altered', () => {
    expect(judge(signDetached(Buffer.from('khác'), world.agency, at)).code).toBe('signature-altered');
  });

  test('with a digest put in place of the signed one is refused as invalid', () => {
    const cms = signDetached(Buffer.from('khác'), world.agency, at);
    const digestAt = cms.indexOf(hash('sha256', 'khác', 'buffer'));
    contentOf(document).sha256.copy(cms, digestAt);
    expect(judge(cms).code).toBe('signature-invalid');
  });

  test('by another key, with zero bytes, or with PSS padding under the PKCS#1 name is refused as invalid', () => {
    const attributes = encode(setOf(...goodAttributes('sha256')));
    const padded = sign('sha256', attributes, { key: world.agency.key, padding: constants.RSA_PKCS1_PSS_PADDING });
    for (const signature of [sign('sha256', attributes, world.person.key), Buffer.alloc(256), padded, Buffer.of(1)]) {
      expect(judgeOdd({ signature })).toMatchObject({ valid: false, code: 'signature-invalid' });
    }
  });
});

describe('the time a signer claims', () => {
  const claim = (signingTime: Date): SignatureVerdict =>
    judgeOdd({ attributes: () => goodAttributes('sha256', document, signingTime) });

  test('may lie seven hours ahead, as tools that write local time do, but not days', () => {
    expect(claim(new Date(at.getTime() + 7 * 3_600_000)).code).toBe('trusted');
    expect(claim(new Date(at.getTime() + 2 * dayMs))).toMatchObject({
      valid: true,
      trusted: false,
      code: 'date-in-future',
    });
  });

  test('may not lie before the certificate', () => {
    expect(claim(new Date(begin.getTime() - 1000)).code).toBe('certificate-not-yet-valid');
  });

  test('does not save a certificate that has expired when the document arrives', () => {
    const short = enrol(world.authority, world.agency.key, committee, begin, new Date(at.getTime() - dayMs));
    const cms = signDetached(document, short, new Date(at.getTime() - 2 * dayMs));
    expect(judge(cms)).toMatchObject({ valid: true, trusted: false, code: 'certificate-expired' });
  });

  test('must be a UTCTime that is a date', () => {
    const date = (text: string): Oddity => ({
      attributes: ([type, , digest]) =>
        [
          type,
          attribute(oids.signingTime, embed(Buffer.concat([Buffer.of(0x17, text.length), Buffer.from(text)]))),
          digest,
        ].flatMap((one) => one ?? []),
    });
    expect(judgeOdd(date('200316032000Z')).code).toBe('trusted');
    for (const text of ['200230032000Z', '2003160320Z', '200316032000+0700', '200316032060Z']) {
      expect(judgeOdd(date(text)).code).toBe('signature-malformed');
    }
  });
});

describe('a signature with one bit flipped', () => {
  test('is never trusted and never an error, wherever the bit is', () => {
    const good = signDetached(document, world.agency, at);
    const passed: number[] = [];
    for (let byte = 0; byte < good.length; byte += 1) {
      if (judge(flipped(good, byte, byte % 8)).trusted) passed.push(byte);
    }
    expect(passed).toEqual([]);
  });

  test('random bytes and random cuts never are an error', () => {
    const good = signDetached(document, world.agency, at);
    for (let length = 0; length < good.length; length += 7) {
      expect(judge(Buffer.concat([good.subarray(0, length), hash('sha512', `${length}`, 'buffer')])).trusted).toBe(
        false,
      );
    }
  });
});
