/** For each rule on OCSP answers a forgery that only this rule stops. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { answerAbout, makeResponder } from '../forgery/answering.js';
import {
  answerBy,
  answerForgeries,
  judgeForgedAnswer,
  makeAnswerScene,
  type AnswerScene,
} from '../forgery/forged-answers.js';
import { oddChain, signerExtensions } from '../forgery/odd-chain.js';
import { at, makeWorld } from '../forgery/world.js';
import { keyUsage, neverRevoked, purposes } from '../authority/write-certificate.js';
import { oids } from '../der/oids.js';
import { judgeStatusAnswer } from './judge-status-answer.js';
import { statusRules } from './status-rules.js';
import type { DerNode } from '../der/write-der.js';

let scene: AnswerScene;
beforeAll(async () => {
  scene = await makeAnswerScene(await makeWorld());
});

describe('an OCSP answer', () => {
  test.each(Object.entries(answerForgeries))('%s is stopped by one rule, which nothing else replaces', (_, forgery) => {
    const [rule, code, forge] = forgery;
    const answer = forge(scene);
    expect(judgeForgedAnswer(answer, rule, scene)).toBe(code);
    const names = statusRules.map(({ name }) => name);
    const passesWithout = names.filter((leftOut) => judgeForgedAnswer(answer, rule, scene, leftOut) === 'trusted');
    expect(passesWithout).toEqual([rule]);
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
    const stopped = new Set(Object.values(answerForgeries).map(([rule]) => rule));
    expect([...stopped].toSorted()).toEqual(statusRules.map(({ name }) => name).toSorted());
  });

  test('with one bit flipped is never taken and never an error', () => {
    const { world, direct } = scene;
    const answer = answerBy(scene, makeResponder(world.authority));
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
