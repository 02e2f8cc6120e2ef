/** For each rule on OCSP answers a forgery that only this rule stops. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { answerAbout, makeResponder, today } from '../../support/answering.js';
import { oddChain, signerExtensions } from '../forgery/odd-chain.js';
import { at, begin, dayMs, makeWorld, type World } from '../forgery/world.js';
import { Authority } from '../authority/authority.js';
import { keyUsage, neverRevoked, purposes } from '../authority/write-certificate.js';
import { oids } from '../der/oids.js';
import type { Signer } from '../shapes.js';
import { answerStatusRequest, type StatusResponder } from './answer-status-request.js';
import { judgeStatusAnswer, judgeStatusBy } from './judge-status-answer.js';
import { statusRules } from './status-rules.js';
import { certificateId, idNode } from './certificate-id.js';
import { encode, sequence, type DerNode } from '../der/write-der.js';
import { readCertificate } from '../trust/read-certificate.js';

let world: World;
let stranger: Authority;
let direct: StatusResponder;
beforeAll(async () => {
  world = await makeWorld();
  stranger = await Authority.create({ name: 'Chứng thực thử nghiệm', from: begin });
  direct = world.authority.statusResponder({});
});

const about = (responder: Partial<StatusResponder>, more: Parameters<typeof answerAbout>[2] = {}): Buffer =>
  answerAbout(world.agency.certificate, { ...direct, ...responder }, more);
const by = (signer: Signer): Buffer => about({ signer });

const forgeries: Readonly<Record<string, readonly [rule: string, code: string, forge: () => Buffer]>> = {
  // The names are equal: only the key tells the two authorities apart.
  'about the same number at another authority': [
    'issuer',
    'certificate-untrusted',
    () => {
      const { issuer } = stranger.statusResponder({});
      const id = certificateId(readCertificate(issuer), readCertificate(world.agency.certificate).serial);
      const request = encode(sequence(sequence(sequence(sequence(idNode(id))))));
      return answerStatusRequest(request, { ...direct, issuer, signer: makeResponder(world.authority) }, today);
    },
  ],
  'signed by another key in the authority’s name': [
    'signature',
    'signature-invalid',
    () => by({ ...direct.signer, key: world.person.key }),
  ],
  'by a responder of another authority': ['responder', 'certificate-untrusted', () => by(makeResponder(stranger))],
  'by an agency': ['responder’s purpose', 'certificate-profile', () => by(world.agency)],
  'by a time-stamping authority': [
    'responder’s purpose',
    'certificate-profile',
    () => by(makeResponder(world.authority, { service: 'time-stamping' })),
  ],
  'by a responder whose certificate has expired': [
    'responder’s validity',
    'certificate-expired',
    () => by(makeResponder(world.authority, { to: new Date(at.getTime() - dayMs) })),
  ],
  'that outlives its responder’s certificate': [
    'responder’s validity',
    'certificate-expired',
    () => by(makeResponder(world.authority, { to: new Date(today.nextUpdate.getTime() - 3_600_000) })),
  ],
  'about another certificate': [
    'serial number',
    'revocation-stale',
    () => answerAbout(world.person.certificate, direct),
  ],
  'to another question': ['nonce', 'signature-invalid', () => about({}, { nonce: '02' })],
  'to a question without a nonce': ['nonce', 'signature-invalid', () => about({}, {})],
  'of last week': ['freshness', 'revocation-stale', () => about({}, { nonce: '01', period: shifted(-7) })],
  'of next week': ['freshness', 'revocation-stale', () => about({}, { nonce: '01', period: shifted(7) })],
  'that does not know the certificate': [
    'status',
    'revocation-stale',
    () => about({ statusOf: () => 'unknown' }, { nonce: '01' }),
  ],
  'that the certificate is revoked': [
    'status',
    'certificate-revoked',
    () => about({ statusOf: () => ({ at: begin.toISOString(), reason: 'superseded' }) }, { nonce: '01' }),
  ],
};

const shifted = (days: number) => ({
  thisUpdate: new Date(today.thisUpdate.getTime() + days * dayMs),
  nextUpdate: new Date(today.nextUpdate.getTime() + days * dayMs),
});

describe('an OCSP answer', () => {
  test.each(Object.entries(forgeries))('%s is stopped by one rule, which nothing else replaces', (_, forgery) => {
    const [rule, code, forge] = forgery;
    // Only questions about the nonce send one: other forgeries would break that rule too.
    const isAsked = rule === 'nonce' || rule === 'freshness' || rule === 'status';
    const { certificate } = world.agency;
    const question = { certificate, issuer: direct.issuer, at, ...(isAsked && { nonce: '01' }) };
    const answer = forge();
    expect(judgeStatusAnswer(answer, question).code).toBe(code);
    const letThrough = statusRules.filter((left) => {
      const others = statusRules.filter((one) => one !== left);
      return judgeStatusBy(others, answer, question).code === 'trusted';
    });
    expect(letThrough.map(({ name }) => name)).toEqual([rule]);
  });

  test('by a responder without id-pkix-ocsp-nocheck, or with a second purpose, is stopped by its purpose', () => {
    const [root, issuing, signer] = [1, 2, 3].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    if (root === undefined || issuing === undefined || signer === undefined) throw new Error('three keys are made');
    const keys = { root, issuing, signer };
    const [issuerKey] = signerExtensions(keys);
    const codeWith = (...own: DerNode[]) => {
      const extensions = [...(issuerKey === undefined ? [] : [issuerKey]), keyUsage(0x80), ...own];
      const chain = oddChain(keys, { signer: { extensions } });
      const by = { certificate: chain.signer, key: keys.signer };
      const [issuer = chain.signer] = chain.intermediates;
      const answer = answerAbout(chain.signer, { issuer, signer: by, statusOf: () => 'good' });
      return judgeStatusAnswer(answer, { certificate: chain.signer, issuer, at }).code;
    };
    expect(codeWith(purposes(oids.ocspSigning), neverRevoked())).toBe('trusted');
    expect(codeWith(purposes(oids.ocspSigning))).toBe('certificate-profile');
    expect(codeWith(purposes(oids.ocspSigning, oids.timeStamping), neverRevoked())).toBe('certificate-profile');
  });

  test('is forged above in every way that a rule stops', () => {
    const stopped = new Set(Object.values(forgeries).map(([rule]) => rule));
    expect([...stopped].toSorted()).toEqual(statusRules.map(({ name }) => name).toSorted());
  });

  test('with one bit flipped is never taken and never an error', () => {
    const answer = by(makeResponder(world.authority));
    const question = { certificate: world.agency.certificate, issuer: direct.issuer, at };
    expect(judgeStatusAnswer(answer, question).code).toBe('trusted');
    const passed: number[] = [];
    for (let byte = 0; byte < answer.length; byte += 1) {
      const copy = Buffer.from(answer);
      copy[byte] = (copy[byte] ?? 0) ^ (1 << (byte % 8));
      if (judgeStatusAnswer(copy, question).code === 'trusted') passed.push(byte);
    }
    expect(passed).toEqual([]);
  });
});
