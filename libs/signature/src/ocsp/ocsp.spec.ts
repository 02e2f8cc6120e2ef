/** Answers on the status of a certificate as openssl sees them, and as evidence beside revocation lists. */
import { randomBytes } from 'node:crypto';
import { world } from '../../support/world.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { answerAbout, makeResponder, today } from '../forgery/answering.js';
import { aboutSigner, ocspFiles, derIn, testWithOpenssl, openssl, pem } from '../../support/openssl.js';
import { at, begin, committee, dayMs, document, contentOf, enrol } from '../forgery/world.js';
import { judgeCertificate, judgeSignature } from '../judge-signature.js';
import type { Signer } from '../shapes.js';
import { signDetached } from '../sign-detached.js';
import { makeStamper, stampOver } from '../forgery/stamping.js';
import { readCertificate } from '../trust/read-certificate.js';
import { loadTrust, type Trust, type TrustSources } from '../trust/trust.js';
import { answerStatusRequest, type KnownStatus, type StatusResponder } from './answer-status-request.js';
import { judgeStatusAnswer } from './judge-status-answer.js';
import { readStatusRequest, writeStatusRequest } from './status-request.js';

let responder: Signer;
let direct: StatusResponder;
let delegated: StatusResponder;
beforeAll(() => {
  responder = makeResponder(world.authority);
  direct = world.authority.statusResponder({});
  delegated = world.authority.statusResponder({ responder });
});

const [issuerOf, certificateOf] = [() => direct.issuer, () => world.agency.certificate];
const saying = (status: KnownStatus, by: StatusResponder = direct): StatusResponder => ({
  ...by,
  statusOf: () => status,
});
const since = (date: Date, reason: 'keyCompromise' | 'certificateHold'): KnownStatus => ({
  at: date.toISOString(),
  reason,
});
const yesterday = new Date(at.getTime() - dayMs);

/** Files and words of `openssl ocsp`, which knows no other time than now. */
const opensslFiles = () => ocspFiles(certificateOf(), issuerOf(), world.authority.anchors);
const now = () => ({ thisUpdate: new Date(Date.now() - 60_000), nextUpdate: new Date(Date.now() + dayMs) });

function opensslSays(answer: Buffer): string {
  const words = 'ocsp -respin answer -CAfile root.pem -verify_other issuing.pem -no_nonce'.split(' ');
  return openssl({ ...opensslFiles(), answer }, ...words, ...aboutSigner).said;
}

describe('an answer on the status of a certificate', () => {
  testWithOpenssl('of the authority itself is good for openssl, and changed it is not', () => {
    const answer = answerAbout(certificateOf(), direct, { period: now() });
    expect(opensslSays(answer)).toMatch(/signer\.pem: good[\s\S]*Response verify OK/);
    const changed = Buffer.from(answer);
    const last = changed.length - 9;
    changed[last] = (changed[last] ?? 0) ^ 1;
    expect(opensslSays(changed)).not.toMatch(/verify OK/);
    const question = { certificate: certificateOf(), issuer: issuerOf(), at: new Date() };
    expect(judgeStatusAnswer(answer, question).code).toBe('trusted');
    expect(judgeStatusAnswer(changed, question).code).toBe('signature-invalid');
  });

  testWithOpenssl('of a responder that the authority named tells openssl the reason of a revocation', async () => {
    const [from, to] = [new Date(Date.now() - dayMs), new Date(Date.now() + 30 * dayMs)];
    const current = world.authority.statusResponder({ responder: makeResponder(world.authority, { from, to }) });
    const answer = answerAbout(certificateOf(), saying(since(yesterday, 'keyCompromise'), current), { period: now() });
    const said = opensslSays(answer);
    expect(said).toMatch(/signer\.pem: revoked[\s\S]*Response verify OK/);
    expect(said).toMatch(/Reason: keyCompromise/);
    expect(opensslSays(answerAbout(certificateOf(), saying('unknown'), { period: now() }))).toMatch(/pem: unknown/);
  });

  testWithOpenssl('is given to a question of openssl, with its nonce', () => {
    const words = ['ocsp', ...aboutSigner, '-reqout', '-'];
    const request = derIn(openssl(opensslFiles(), ...words));
    const { nonce, ids } = readStatusRequest(request);
    expect(ids.map(({ serial }) => serial)).toEqual([readCertificate(certificateOf()).serial]);
    const answer = answerStatusRequest(request, direct, today);
    const question = { certificate: certificateOf(), issuer: issuerOf(), at };
    expect(judgeStatusAnswer(answer, { ...question, nonce: nonce ?? '' })).toMatchObject({ code: 'trusted' });
    expect(judgeStatusAnswer(answer, { ...question, nonce: '00' }).code).toBe('signature-invalid');
  });

  testWithOpenssl.each(['-ndays 1', '-ndays 1 -resp_key_id'])('made by openssl with %s is understood here', (more) => {
    const [from, to] = [new Date(Date.now() - dayMs), new Date(Date.now() + 30 * dayMs)];
    const own = makeResponder(world.authority, { from, to });
    const { serial } = readCertificate(certificateOf());
    const nonce = randomBytes(16).toString('hex');
    const files = {
      ...opensslFiles(),
      'own.pem': pem('CERTIFICATE', own.certificate),
      'own.key': own.key.export({ type: 'pkcs8', format: 'pem' }),
      'index.txt': `V\t301231235959Z\t\t${serial.toUpperCase()}\tunknown\t/CN=x\n`,
      request: writeStatusRequest(certificateOf(), issuerOf(), nonce),
    };
    const words = 'ocsp -index index.txt -rsigner own.pem -rkey own.key -CA issuing.pem -reqin request';
    const answer = derIn(openssl(files, ...`${words} ${more}`.split(' '), '-respout', '-'));
    const question = { certificate: certificateOf(), issuer: issuerOf(), nonce, at: new Date() };
    expect(judgeStatusAnswer(answer, question)).toMatchObject({ code: 'trusted', status: { serial } });
  });

  test('is no answer for bytes that are no question', () => {
    const answer = answerStatusRequest(Buffer.from('hỏi'), direct, today);
    const question = { certificate: certificateOf(), issuer: issuerOf(), at };
    expect(judgeStatusAnswer(answer, question).code).toBe('revocation-stale');
  });

  test('calls unknown what was never issued, and what another authority issued', () => {
    const never = world.authority.statusResponder({ isIssued: () => false });
    const question = { certificate: certificateOf(), issuer: issuerOf(), at };
    expect(judgeStatusAnswer(answerAbout(certificateOf(), never), question)).toMatchObject({
      code: 'revocation-stale',
      status: { status: 'unknown' },
    });
    const root = world.authority.statusResponder({ level: 'root' });
    const request = writeStatusRequest(certificateOf(), issuerOf());
    const byRoot = judgeStatusAnswer(answerStatusRequest(request, root, today), question);
    expect(byRoot.code).toBe('certificate-untrusted');
  });
});

describe('OCSP answers as evidence', () => {
  const sources = (ocsp: readonly Buffer[], crls: readonly Buffer[] = []): TrustSources => {
    const { anchors, intermediates } = world.authority;
    return { anchors, intermediates, crls, ocsp };
  };
  const trustBy = (...answers: StatusResponder[]): Trust => {
    const root = world.authority.statusResponder({ level: 'root' });
    const aboutIssuing = answerAbout(issuerOf(), root);
    return loadTrust(sources([aboutIssuing, ...answers.map((by) => answerAbout(certificateOf(), by))]));
  };
  const codeWith = (trust: Trust, when = at) => judgeCertificate(certificateOf(), trust, when).code;

  test('take the place of lists, by the authority or by its responder, and stand in the verdict', () => {
    expect(codeWith(trustBy(direct))).toBe('trusted');
    const verdict = judgeCertificate(certificateOf(), trustBy(delegated), at);
    expect(verdict).toMatchObject({ code: 'trusted', evidence: { crlDigests: [] } });
    expect(verdict.evidence.ocspDigests).toHaveLength(2);
    expect(codeWith(trustBy())).toBe('revocation-stale');
  });

  test('park what is unknown, asked too late, or too early', () => {
    expect(codeWith(trustBy(saying('unknown')))).toBe('revocation-stale');
    expect(codeWith(trustBy(direct), today.nextUpdate)).toBe('revocation-stale');
    expect(codeWith(trustBy(direct), new Date(today.thisUpdate.getTime() - 1000))).toBe('revocation-stale');
  });

  test('an unknown certificate is parked even where a fresh list does not name it', () => {
    const crls = world.authority.crls(begin, new Date(at.getTime() + dayMs));
    const unknown = answerAbout(certificateOf(), saying('unknown'));
    expect(codeWith(loadTrust(sources([unknown], crls)))).toBe('revocation-stale');
    expect(codeWith(loadTrust(sources([], crls)))).toBe('trusted');
  });

  test('refuse what is revoked beside a list that does not know it yet, and after they are stale', () => {
    const crls = world.authority.crls(begin, new Date(at.getTime() + 2 * dayMs));
    const revoked = answerAbout(certificateOf(), saying(since(yesterday, 'keyCompromise')));
    const trust = loadTrust(sources([revoked], crls));
    expect(codeWith(trust)).toBe('certificate-revoked');
    expect(codeWith(trust, today.nextUpdate)).toBe('certificate-revoked');
    expect(codeWith(trust, new Date(yesterday.getTime() - 1000))).toBe('trusted');
  });

  test('of an older day do not take the place of a younger one', () => {
    const older = { thisUpdate: new Date(at.getTime() - 7_200_000), nextUpdate: today.nextUpdate };
    const good = answerAbout(certificateOf(), direct, { period: older });
    const crls = world.authority.crls(begin, new Date(at.getTime() + dayMs));
    const revoked = answerAbout(certificateOf(), saying(since(yesterday, 'keyCompromise')));
    expect(codeWith(loadTrust(sources([revoked, good], crls)))).toBe('certificate-revoked');
    const before = loadTrust(sources([revoked], crls));
    expect(codeWith(loadTrust(sources([good], crls), before))).toBe('certificate-revoked');
    expect(loadTrust(sources([revoked], crls), before).statusAnswers).toHaveLength(1);
  });

  test('a suspension ends with a younger answer that does not know it', () => {
    const older = { thisUpdate: new Date(at.getTime() - 7_200_000), nextUpdate: today.nextUpdate };
    const held = (period = today) =>
      answerAbout(certificateOf(), saying(since(yesterday, 'certificateHold')), { period });
    const crls = world.authority.crls(new Date(at.getTime() - 5_400_000), new Date(at.getTime() + dayMs));
    expect(codeWith(loadTrust(sources([held()], crls)))).toBe('certificate-revoked');
    expect(codeWith(loadTrust(sources([held(older)], crls)))).toBe('trusted');
  });

  test('that may not speak are a fault of configuration', () => {
    const wrong = makeResponder(world.authority, { service: 'time-stamping' });
    const by = (signer: Signer) => () => loadTrust(sources([answerAbout(certificateOf(), { ...direct, signer })]));
    expect(by(wrong)).toThrow(/can not be used: the responder’s certificate: its purpose/);
    expect(by(world.agency)).toThrow(/can not be used/);
    expect(() => loadTrust(sources([Buffer.from('đáp')]))).toThrow(/can not be read/);
  });

  test('speak for a stamped signature whose certificate has expired, where they say that they keep those', () => {
    const short = enrol(world.authority, world.agency.key, committee, begin, yesterday);
    const signedAt = new Date(yesterday.getTime() - dayMs);
    const stamper = makeStamper(world.authority, world.person.key);
    const cms = signDetached(document, short, signedAt, { stamp: (bytes) => stampOver(bytes, stamper, signedAt) });
    const codeBy = (by: StatusResponder) => {
      const answers = [short, stamper.signer].map(({ certificate }) => answerAbout(certificate, by));
      const aboutIssuing = answerAbout(issuerOf(), world.authority.statusResponder({ level: 'root' }));
      const trust = loadTrust(sources([...answers, aboutIssuing]));
      return judgeSignature(cms, contentOf(document), trust, at);
    };
    const { archiveCutoff: _, ...forgetful } = direct;
    expect(codeBy(direct)).toMatchObject({ code: 'trusted', timeSource: 'time-stamp' });
    expect(codeBy(forgetful)).toMatchObject({ code: 'revocation-stale', detail: expect.stringContaining('expired') });
  });
});
