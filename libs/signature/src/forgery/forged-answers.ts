/** Forgers of OCSP answers: each answer is wrong in one thing. */
import { Authority } from '../authority/authority.js';
import { certificateId, idNode } from '../ocsp/certificate-id.js';
import { answerStatusRequest, type StatusResponder } from '../ocsp/answer-status-request.js';
import { judgeStatusBy } from '../ocsp/judge-status-answer.js';
import { statusRules } from '../ocsp/status-rules.js';
import { encode, sequence } from '../der/write-der.js';
import type { Signer } from '../shapes.js';
import { readCertificate } from '../trust/read-certificate.js';
import { answerAbout, makeResponder, today } from './answering.js';
import { at, begin, dayMs, type World } from './world.js';

/** Who may be asked: the authority itself, and another one of the same name. */
export interface AnswerScene {
  readonly world: World;
  readonly direct: StatusResponder;
  readonly stranger: Authority;
}

export async function makeAnswerScene(world: World): Promise<AnswerScene> {
  const stranger = await Authority.create({ name: 'Chứng thực thử nghiệm', from: begin });
  return { world, direct: world.authority.statusResponder({}), stranger };
}

type AnswerForgery = readonly [rule: string, code: string, forge: (scene: AnswerScene) => Buffer];

const about = (
  { world, direct }: AnswerScene,
  responder: Partial<StatusResponder>,
  more: Parameters<typeof answerAbout>[2] = {},
): Buffer => answerAbout(world.agency.certificate, { ...direct, ...responder }, more);

export const answerBy = (scene: AnswerScene, signer: Signer): Buffer => about(scene, { signer });

/** What each is, with the rule that stops it and the verdict's code. */
export const answerForgeries: Readonly<Record<string, AnswerForgery>> = {
  // The names are equal: only the key tells the two authorities apart.
  'about the same number at another authority': [
    'issuer',
    'certificate-untrusted',
    (scene) => {
      const { issuer } = scene.stranger.statusResponder({});
      const id = certificateId(readCertificate(issuer), readCertificate(scene.world.agency.certificate).serial);
      const request = encode(sequence(sequence(sequence(sequence(idNode(id))))));
      return answerStatusRequest(
        request,
        { ...scene.direct, issuer, signer: makeResponder(scene.world.authority) },
        today,
      );
    },
  ],
  'signed by another key in the authority’s name': [
    'signature',
    'signature-invalid',
    (scene) => answerBy(scene, { ...scene.direct.signer, key: scene.world.person.key }),
  ],
  'by a responder of another authority': [
    'responder',
    'certificate-untrusted',
    (scene) => answerBy(scene, makeResponder(scene.stranger)),
  ],
  'by an agency': ['responder’s purpose', 'certificate-profile', (scene) => answerBy(scene, scene.world.agency)],
  'by a time-stamping authority': [
    'responder’s purpose',
    'certificate-profile',
    (scene) => answerBy(scene, makeResponder(scene.world.authority, { service: 'time-stamping' })),
  ],
  'by a responder whose certificate has expired': [
    'responder’s validity',
    'certificate-expired',
    (scene) => answerBy(scene, makeResponder(scene.world.authority, { to: new Date(at.getTime() - dayMs) })),
  ],
  'that outlives its responder’s certificate': [
    'responder’s validity',
    'certificate-expired',
    (scene) =>
      answerBy(scene, makeResponder(scene.world.authority, { to: new Date(today.nextUpdate.getTime() - 3_600_000) })),
  ],
  'about another certificate': [
    'serial number',
    'revocation-stale',
    ({ world, direct }) => answerAbout(world.person.certificate, direct),
  ],
  'to another question': ['nonce', 'signature-invalid', (scene) => about(scene, {}, { nonce: '02' })],
  'to a question without a nonce': ['nonce', 'signature-invalid', (scene) => about(scene, {}, {})],
  'of last week': ['freshness', 'revocation-stale', (scene) => about(scene, {}, { nonce: '01', period: shifted(-7) })],
  'of next week': ['freshness', 'revocation-stale', (scene) => about(scene, {}, { nonce: '01', period: shifted(7) })],
  'that does not know the certificate': [
    'status',
    'revocation-stale',
    (scene) => about(scene, { statusOf: () => 'unknown' }, { nonce: '01' }),
  ],
  'that the certificate is revoked': [
    'status',
    'certificate-revoked',
    (scene) => about(scene, { statusOf: () => ({ at: begin.toISOString(), reason: 'superseded' }) }, { nonce: '01' }),
  ],
};

const shifted = (days: number) => ({
  thisUpdate: new Date(today.thisUpdate.getTime() + days * dayMs),
  nextUpdate: new Date(today.nextUpdate.getTime() + days * dayMs),
});

/** The verdict's code by all rules or by all but one. `rule`: the one that the forgery is made for. */
export function judgeForgedAnswer(
  answer: Buffer,
  rule: string,
  { world, direct }: AnswerScene,
  leftOut?: string,
): string {
  // Only questions about the nonce send one: other forgeries would break that rule too.
  const isAsked = rule === 'nonce' || rule === 'freshness' || rule === 'status';
  const { certificate } = world.agency;
  const question = { certificate, issuer: direct.issuer, at, ...(isAsked && { nonce: '01' }) };
  const rules = statusRules.filter(({ name }) => name !== leftOut);
  return judgeStatusBy(rules, answer, question).code;
}
