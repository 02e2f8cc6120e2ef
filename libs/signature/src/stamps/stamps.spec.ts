/** Time stamps as openssl sees them, and what they do for a signature. */
import { generateKeyPairSync } from 'node:crypto';
import { world } from '../../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { derIn, testWithOpenssl, openssl, pem, stampVerify } from '../../support/openssl.js';
import { makeStamper, stampOver, type Stamper } from '../forgery/stamping.js';
import { at, committee, contentOf, dayMs, document, enrol, trustIn, type World } from '../forgery/world.js';
import { Authority } from '../authority/authority.js';
import { makeKey } from '../authority/request.js';
import { algorithm, encode, integer, octets, sequence } from '../der/write-der.js';
import { judgeSignature } from '../judge-signature.js';
import { profile } from '../profile.js';
import { signDetached } from '../sign-detached.js';
import { readCertificate } from '../trust/read-certificate.js';
import { loadTrust } from '../trust/trust.js';
import { addTimeStamp } from './add-time-stamp.js';
import { answerStampRequest } from './answer-stamp-request.js';
import { judgeTimeStamp } from './judge-stamp.js';
import { readStampResponse } from './read-stamp-response.js';
import { makeNonce, readStampRequest, sha256Imprint, writeStampRequest } from './stamp-request.js';

let stamper: Stamper;
beforeAll(async () => {
  stamper = makeStamper(world.authority, await makeKey());
});

function tokenIn(response: Buffer): Buffer {
  const read = readStampResponse(response);
  if ('refusal' in read || 'rejected' in read.value) throw new Error('no token');
  return read.value.token;
}

const flipped = (bytes: Buffer, index: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
};

describe('an answer to a time stamp request', () => {
  testWithOpenssl('openssl finds it good for the bytes and for the request, and bad for others', () => {
    const request = writeStampRequest(sha256Imprint(document), makeNonce());
    const answer = answerStampRequest(request, stamper, at);
    expect(stampVerify(answer, { data: document }, world.authority, at)).toMatchObject({ isGood: true });
    expect(stampVerify(answer, { request }, world.authority, at)).toMatchObject({ isGood: true });
    const another = writeStampRequest(sha256Imprint(document), makeNonce());
    expect(stampVerify(answer, { request: another }, world.authority, at).said).toMatch(/nonce/i);
    expect(stampVerify(answer, { data: flipped(document, 3) }, world.authority, at).said).toMatch(/imprint/i);
    expect(stampVerify(flipped(answer, answer.length - 9), { data: document }, world.authority, at).isGood).toBe(false);
  });

  testWithOpenssl('a token of an elliptic key is good for openssl and for us', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const elliptic = makeStamper(world.authority, privateKey);
    const answer = answerStampRequest(writeStampRequest(sha256Imprint(document)), elliptic, at);
    expect(stampVerify(answer, { data: document }, world.authority, at)).toMatchObject({ isGood: true });
    expect(judgeTimeStamp(tokenIn(answer), contentOf(document), world.trust, { at }).code).toBe('trusted');
  });

  testWithOpenssl('openssl’s own request is understood, and openssl takes the answer', () => {
    const request = derIn(openssl({ document }, 'ts', '-query', '-data', 'document', '-sha384', '-cert'));
    expect(readStampRequest(request)).toMatchObject({
      imprint: { digest: 'sha384' },
      wantsCertificate: true,
    });
    const answer = answerStampRequest(request, stamper, at);
    expect(stampVerify(answer, { data: document }, world.authority, at)).toMatchObject({ isGood: true });
    expect(judgeTimeStamp(tokenIn(answer), contentOf(document), world.trust, { at }).code).toBe('trusted');
  });

  testWithOpenssl('a token made by openssl is trusted here', () => {
    const now = new Date();
    const [from, to] = [new Date(now.getTime() - dayMs), new Date(now.getTime() + dayMs)];
    const { signer } = makeStamper(world.authority, stamper.signer.key, from, to);
    const nonce = makeNonce();
    const files = {
      'q.tsq': writeStampRequest(sha256Imprint(document), nonce),
      'tsa.pem': pem('CERTIFICATE', signer.certificate),
      'tsa.key': signer.key.export({ type: 'pkcs8', format: 'pem' }),
      serial: '0A',
      'ts.cnf': [
        '[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ndefault_policy=' + profile.stampPolicies[0],
        'digests=sha256\nsigner_digest=sha256\ness_cert_id_alg=sha256\naccuracy=secs:1,millisecs:500',
      ].join('\n'),
    };
    const words = 'ts -reply -queryfile q.tsq -signer tsa.pem -inkey tsa.key -config ts.cnf';
    const token = tokenIn(derIn(openssl(files, ...words.split(' '))));
    const trust = trustIn(world.authority, from, to);
    const verdict = judgeTimeStamp(token, contentOf(document), trust, { at: new Date(), nonce });
    expect(verdict).toMatchObject({ code: 'trusted', stamp: { serial: '0b', accuracyMs: 1500 } });
  });

  test('says the policy, a serial number of its own, the time to the millisecond, the accuracy and the nonce', () => {
    const nonce = makeNonce();
    const when = new Date('2020-03-16T03:20:00.450Z');
    const request = writeStampRequest(sha256Imprint(document), nonce);
    const verdicts = [1, 2].map(() => {
      const token = tokenIn(answerStampRequest(request, { ...stamper, accuracyMs: 2250 }, when));
      return judgeTimeStamp(token, contentOf(document), world.trust, { at, nonce });
    });
    const [one, two] = verdicts.map(({ stamp }) => stamp);
    expect(one).toMatchObject({ at: when.toISOString(), accuracyMs: 2250, policy: stamper.policy });
    expect(one?.authority).toBe(readCertificate(stamper.signer.certificate).digest);
    expect(one?.serial).not.toBe(two?.serial);
  });

  test('is a refusal in words for SHA-1, another policy, or no request at all', () => {
    const rejected = (request: Buffer) => readStampResponse(answerStampRequest(request, stamper, at));
    const sha1 = encode(sequence(integer(1), sequence(algorithm('1.3.14.3.2.26'), octets(Buffer.alloc(20)))));
    expect(rejected(sha1)).toMatchObject({ value: { rejected: expect.stringContaining('1.3.14.3.2.26') } });
    const policy = writeStampRequest(sha256Imprint(document), undefined, '1.2.3.4');
    expect(rejected(policy)).toMatchObject({ value: { rejected: expect.stringContaining(stamper.policy) } });
    expect(rejected(Buffer.from('xin'))).toMatchObject({ value: { rejected: expect.any(String) } });
    expect(readStampResponse(Buffer.from('xin'))).toMatchObject({ refusal: { code: 'signature-malformed' } });
  });

  testWithOpenssl('openssl reads the reason of a refusal as well', () => {
    const answer = answerStampRequest(writeStampRequest(sha256Imprint(document), undefined, '1.2.3.4'), stamper, at);
    const { said } = openssl({ answer }, ...'ts -reply -in answer -text'.split(' '));
    expect(said).toMatch(/Rejected/);
    expect(said).toMatch(/unacceptedPolicy|policy is not supported/i);
  });
});

describe('a signature with a time stamp', () => {
  const stampAt = (when: Date) => ({ stamp: (bytes: Buffer) => stampOver(bytes, stamper, when) });
  const signedAt = new Date(at.getTime() - 10 * dayMs);

  test('is judged at the time of its stamp and says so', () => {
    const cms = signDetached(document, world.agency, signedAt, stampAt(signedAt));
    expect(judgeSignature(cms, contentOf(document), world.trust, at)).toMatchObject({
      code: 'trusted',
      timeSource: 'time-stamp',
      signingTime: signedAt.toISOString(),
      timeStamp: { trusted: true, stamp: { at: signedAt.toISOString() } },
    });
    const bare = signDetached(document, world.agency, signedAt);
    expect(judgeSignature(bare, contentOf(document), world.trust, at).timeSource).toBe('arrival');
  });

  testWithOpenssl('is still a good signature for openssl', () => {
    const cms = signDetached(document, world.agency, signedAt, stampAt(signedAt));
    const { anchors, intermediates } = world.authority;
    const files = { cms, document, 'chain.pem': pem('CERTIFICATE', ...anchors, ...intermediates) };
    const words = 'cms -verify -binary -inform DER -in cms -content document -CAfile chain.pem -purpose any -out out';
    expect(openssl(files, ...words.split(' '), '-attime', `${at.getTime() / 1000}`)).toMatchObject({ isGood: true });
  });

  test('stays trusted when its certificate is revoked later, and does not when it was revoked before', async () => {
    const authority = await Authority.create({ name: 'Chứng thực thu hồi', from: new Date('2019-06-01') });
    const signer = enrol(authority, world.agency.key, committee);
    const own = makeStamper(authority, stamper.signer.key);
    const revokedAt = new Date(at.getTime() - 5 * dayMs);
    authority.revoke(readCertificate(signer.certificate).serial, revokedAt, 'keyCompromise');
    const trust = trustIn(authority);
    const codeWhenStamped = (when?: Date) => {
      const options = when === undefined ? {} : { stamp: (bytes: Buffer) => stampOver(bytes, own, when) };
      return judgeSignature(signDetached(document, signer, signedAt, options), contentOf(document), trust, at).code;
    };
    expect(codeWhenStamped(signedAt)).toBe('trusted');
    expect(codeWhenStamped()).toBe('certificate-revoked');
    expect(codeWhenStamped(new Date(at.getTime() - 4 * dayMs))).toBe('certificate-revoked');
    // The clock of the stamp may be off by a second: half a second before the revocation proves nothing.
    expect(codeWhenStamped(new Date(revokedAt.getTime() - 500))).toBe('certificate-revoked');
    expect(codeWhenStamped(new Date(revokedAt.getTime() - 1001))).toBe('trusted');
  });

  test('is refused when the key above the stamp was exposed since: whoever has it makes stamps of any time', async () => {
    const authority = await Authority.create({ name: 'Chứng thực lộ khóa', from: new Date('2019-06-01') });
    const signer = enrol(authority, world.agency.key, committee);
    const own = makeStamper(authority, stamper.signer.key);
    const cms = signDetached(document, signer, signedAt, { stamp: (bytes) => stampOver(bytes, own, signedAt) });
    expect(judgeSignature(cms, contentOf(document), trustIn(authority), at).code).toBe('trusted');
    const [issuing = signer.certificate] = authority.intermediates;
    authority.revoke(readCertificate(issuing).serial, new Date(at.getTime() - dayMs), 'authorityCompromise');
    expect(judgeSignature(cms, contentOf(document), trustIn(authority), at)).toMatchObject({
      valid: true,
      code: 'certificate-revoked',
      detail: expect.stringContaining('time stamp: the issuing authority'),
    });
  });

  test('stays trusted when its certificate has expired since, as long as the lists still speak for it', () => {
    const signer = enrol(world.authority, world.agency.key, committee, undefined, new Date(at.getTime() - 5 * dayMs));
    const cms = signDetached(document, signer, signedAt, stampAt(signedAt));
    const codeWith = (trust: World['trust']) => judgeSignature(cms, contentOf(document), trust, at).code;
    expect(codeWith(world.trust)).toBe('trusted');
    const justNow = new Date(at.getTime() - dayMs);
    expect(codeWith(trustIn(world.authority, justNow))).toBe('trusted');
    const bare = signDetached(document, signer, signedAt);
    expect(judgeSignature(bare, contentOf(document), world.trust, at).code).toBe('certificate-expired');
  });

  test('is refused when the stamp is of another signature, by a stranger, or no token', async () => {
    const bare = signDetached(document, world.agency, signedAt);
    const judge = (token: Buffer) => judgeSignature(addTimeStamp(bare, token), contentOf(document), world.trust, at);
    expect(judge(stampOver(document, stamper, signedAt))).toMatchObject({ valid: false, code: 'signature-altered' });
    const stranger = await Authority.create({ name: 'Lạ', from: new Date('2019-06-01') });
    const strange = makeStamper(stranger, stamper.signer.key);
    const cms = signDetached(document, world.agency, signedAt, { stamp: (bytes) => stampOver(bytes, strange, at) });
    expect(judgeSignature(cms, contentOf(document), world.trust, at)).toMatchObject({
      valid: true,
      trusted: false,
      code: 'certificate-untrusted',
      timeSource: 'arrival',
    });
    expect(judge(Buffer.of(0x30, 0))).toMatchObject({ valid: false, code: 'signature-malformed' });
  });

  test('is parked when nothing fresh is known of the authority that stamped', () => {
    const cms = signDetached(document, world.agency, signedAt, stampAt(signedAt));
    const { anchors, intermediates } = world.authority;
    const trust = loadTrust({ anchors, intermediates, crls: [] });
    expect(judgeSignature(cms, contentOf(document), trust, at)).toMatchObject({
      valid: true,
      code: 'revocation-stale',
    });
  });

  test('carries one stamp only', () => {
    const cms = signDetached(document, world.agency, signedAt, stampAt(signedAt));
    expect(() => addTimeStamp(cms, stampOver(document, stamper, at))).toThrow('already');
    expect(() => addTimeStamp(document, cms)).toThrow('can not be read');
  });
});
