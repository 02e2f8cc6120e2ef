/** The word that a verdict lacked: what is asked, whom the certificate names for it, and which answers may be taken into trust. */
import { describe, expect, test } from '@jest/globals';
import { certify, makeIssuing, makeRoot } from '../authority/level.js';
import { makeKey, makeRequest } from '../authority/request.js';
import { context, encode, sequence } from '../der/write-der.js';
import { judgeCertificate } from '../judge-signature.js';
import type { MissingWord } from '../shapes.js';
import { readCertificate } from '../trust/read-certificate.js';
import { statusAddresses } from '../trust/read-addresses.js';
import { loadTrust, type Trust } from '../trust/trust.js';
import { answerStatusRequest, type KnownStatus } from './answer-status-request.js';
import { askForWord, judgeWord } from './ask-word.js';
import { certificateId, idNode } from './certificate-id.js';
import { nonceNode } from './status-request.js';

const from = new Date('2020-01-01T00:00:00Z');
const at = new Date('2020-06-01T00:00:00Z');
const period = { thisUpdate: at, nextUpdate: new Date('2020-06-01T01:00:00Z') };
const responder = 'http://status.example/ocsp';
const [nonce, otherNonce] = ['ab'.repeat(32), 'cd'.repeat(32)];

const [rootKey, issuingKey, signerKey] = await Promise.all([makeKey(), makeKey(), makeKey()]);
const root = makeRoot({ organization: 'Thử', commonName: 'Gốc', key: rootKey, from });
const issuing = makeIssuing(root, { organization: 'Thử', commonName: 'Cấp', key: issuingKey, from });
const holder = { agency: 'H54.07', commonName: 'H54.07', kind: 'agency' as const };
const addresses = { list: 'http://l.example/l.crl', status: responder, issuer: 'http://l.example/i.crt' };
const order = { ...holder, from, to: new Date('2024-01-01T00:00:00Z') };
const signer = certify(issuing, makeRequest(signerKey, holder), order, addresses);
const trust = loadTrust({ anchors: [root.certificate], intermediates: [issuing.certificate], crls: [] });

const missingFor = (trusted: Trust): readonly MissingWord[] =>
  judgeCertificate(signer, trusted, at).evidence.missing ?? [];

const [own, above] = missingFor(trust) as [MissingWord, MissingWord];

function answered(word: MissingWord, status: KnownStatus, by = issuing, asked = nonce): Buffer {
  const request = askForWord(word, trust, asked)!;
  return answerStatusRequest(request, { issuer: by.certificate, signer: by, statusOf: () => status }, period);
}

describe('a verdict without fresh evidence', () => {
  test('says for which certificates a word is missing, and whom they name for it', () => {
    const [signerSerial, issuingSerial] = [signer, issuing.certificate].map((der) => readCertificate(der).serial);
    expect(missingFor(trust)).toEqual([
      { serial: signerSerial, issuer: readCertificate(issuing.certificate).digest, responders: [responder] },
      { serial: issuingSerial, issuer: readCertificate(root.certificate).digest, responders: [] },
    ]);
  });

  test('lacks nothing once every authority has said its word, and judges by it', () => {
    const good = [answered(own, 'good'), answered(above, 'good', root)];
    expect(missingFor(trust.withAnswers(good.slice(0, 1), at))).toEqual([above]);
    expect(judgeCertificate(signer, trust.withAnswers(good, at), at)).toMatchObject({ code: 'trusted' });
    const revoked = answered(own, { at: from.toISOString(), reason: 'keyCompromise' });
    expect(judgeCertificate(signer, trust.withAnswers([revoked], at), at).code).toBe('certificate-revoked');
  });

  test('forgets an answer that has ended, but never a revocation', () => {
    const [good, revoked] = [answered(own, 'good'), answered(own, { at: at.toISOString(), reason: 'keyCompromise' })];
    const later = new Date('2020-06-01T02:00:00Z');
    expect(trust.withAnswers([good], at).withAnswers([], later).statusAnswers).toEqual([]);
    expect(trust.withAnswers([revoked], at).withAnswers([], later).statusAnswers).toHaveLength(1);
  });
});

describe('an answer', () => {
  const says = (answer: Buffer, word = own) => judgeWord(answer, word, trust, { nonce, at });

  test.each<[string, KnownStatus, string]>([
    ['good', 'good', 'trusted'],
    ['revoked', { at: from.toISOString(), reason: 'keyCompromise' }, 'certificate-revoked'],
    ['unknown', 'unknown', 'revocation-stale'],
  ])('that says %s is a word', (_, status, code) => {
    expect(says(answered(own, status))).toMatchObject({ isWord: true, code });
  });

  test('to another question, about another certificate, or by nobody who may, is none', () => {
    expect(says(answered(own, 'good', issuing, otherNonce))?.isWord).toBe(false);
    expect(says(answered({ ...own, serial: '41' }, 'good'))?.isWord).toBe(false);
    expect(says(answered(own, 'good', root))?.isWord).toBe(false);
    expect(says(Buffer.from('noise'))?.isWord).toBe(false);
    expect(says(answered(own, 'good'), { ...own, issuer: '00'.repeat(32) })).toBeUndefined();
  });

  test('that speaks of more than was asked is none', () => {
    const authority = readCertificate(issuing.certificate);
    const ids = [own.serial, '41'].map((serial) => sequence(idNode(certificateId(authority, serial))));
    const request = encode(sequence(sequence(sequence(...ids), context(2, sequence(nonceNode(nonce))))));
    const by = { issuer: issuing.certificate, signer: issuing, statusOf: (): KnownStatus => 'good' };
    expect(says(answerStatusRequest(request, by, period))).toMatchObject({ code: 'trusted', isWord: false });
  });
});

describe('the addresses in a certificate', () => {
  test('are those for its status alone, and a certificate may name none', () => {
    expect(statusAddresses(readCertificate(signer))).toEqual([responder]);
    expect(statusAddresses(readCertificate(root.certificate))).toEqual([]);
    expect(statusAddresses({ signed: Buffer.from('noise') })).toEqual([]);
  });
});
