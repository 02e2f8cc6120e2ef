/** An OCSP responder to forge with: the authority itself or one it named, and questions about a certificate. */
import { generateKeyPairSync } from 'node:crypto';
import type { Authority } from '../authority/authority.js';
import type { ServiceOrder } from '../authority/level.js';
import { makeRequest } from '../authority/request.js';
import { answerStatusRequest, type AnswerPeriod, type StatusResponder } from '../ocsp/answer-status-request.js';
import { writeStatusRequest } from '../ocsp/status-request.js';
import type { KeptSigner } from '../shapes.js';
import { at, begin, committee, dayMs, yearsLater } from './world.js';

/** A certificate of the authority for a responder (or, wrongly, for something else), with a key of its own. */
export function makeResponder(authority: Authority, order: Partial<ServiceOrder> = {}): KeptSigner {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const whole = { service: 'status', commonName: 'trạng thái', from: begin, to: yearsLater(4), ...order } as const;
  return { key, certificate: authority.issueService(makeRequest(key, { ...committee, agency: '' }), whole) };
}

export const today: AnswerPeriod = {
  thisUpdate: new Date(at.getTime() - 3_600_000),
  nextUpdate: new Date(at.getTime() + dayMs),
};

/** The answer about one certificate. */
export const answerAbout = (
  certificate: Buffer,
  responder: StatusResponder,
  { period = today, nonce }: { readonly period?: AnswerPeriod; readonly nonce?: string } = {},
): Buffer => answerStatusRequest(writeStatusRequest(certificate, responder.issuer, nonce), responder, period);
