/** The table "what arrives, what is counted, what is refused", row by row. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import { at, begin, contentOf, document, type World } from './forgery/world.js';
import { judgeDocument } from './judge-document.js';
import type { DocumentJudgement, SignatureClaims } from './shapes.js';
import { signDetached } from './sign-detached.js';
import { loadTrust, type Trust } from './trust/trust.js';

let withoutLists: Trust;
let good: Buffer, personal: Buffer, foreign: Buffer, altered: Buffer;
const placeholder = Buffer.from('<Signature/>');

beforeAll(() => {
  withoutLists = loadTrust({ ...pick(world), crls: [] });
  good = signDetached(document, world.agency, at);
  personal = signDetached(document, world.person, at);
  foreign = signDetached(document, world.other, at);
  altered = signDetached(Buffer.from('một văn bản khác'), world.agency, at);
});

const pick = ({ authority: { anchors, intermediates } }: World) => ({ anchors, intermediates });

const judge = (
  signatures: Buffer[],
  { claims = false, trust = world.trust }: { claims?: boolean | SignatureClaims; trust?: Trust } = {},
): DocumentJudgement => judgeDocument(contentOf(document), signatures, claims, 'H54.07', trust, at);

const nothing = { declared: false, present: false, valid: false, trusted: false };
const everything = { declared: true, present: true, valid: true, trusted: true };

describe('a document', () => {
  test('without a signature is accepted as unsigned', () => {
    expect(judge([])).toEqual({ facts: { ...nothing, verdict: 'unsigned' }, verdicts: [] });
  });

  test('that calls itself signed and carries no signature is declared, not present', () => {
    expect(judge([], { claims: true }).facts).toEqual({ ...nothing, declared: true, verdict: 'unsigned' });
  });

  test('with a signature element in its header has a signature present, but none to count', () => {
    const { facts, refusal } = judge([], { claims: { declared: true, onPackage: true } });
    expect(facts).toEqual({ ...nothing, declared: true, present: true, verdict: 'placeholder' });
    expect(refusal).toBeUndefined();
  });

  test('with something that is no CMS signature is accepted and counted as present', () => {
    const { facts, refusal, parked } = judge([placeholder]);
    expect(facts).toEqual({ ...nothing, declared: true, present: true, verdict: 'placeholder' });
    expect([refusal, parked]).toEqual([undefined, undefined]);
  });

  test('signed by its agency is trusted', () => {
    expect(judge([good]).facts).toEqual({ ...everything, verdict: 'trusted' });
    expect(judge([good]).refusal).toBeUndefined();
  });

  test('signed by a person of its agency is trusted, alone or beside the agency', () => {
    expect(judge([personal]).facts.trusted).toBe(true);
    expect(judge([good, personal]).facts).toEqual({ ...everything, verdict: 'trusted' });
    expect(judge([good, personal]).verdicts.map(({ signer }) => signer?.kind)).toEqual(['agency', 'person']);
  });

  test('signed by another agency only is refused, and is not valid', () => {
    const { facts, refusal } = judge([foreign]);
    expect(refusal).toMatchObject({
      code: 'certificate-of-another-agency',
      detail: 'signed by H54.08, sent by H54.07',
    });
    expect(facts).toEqual({ ...nothing, declared: true, present: true, verdict: 'certificate-of-another-agency' });
  });

  test('co-signed by another agency stays trusted', () => {
    expect(judge([foreign, good]).facts).toEqual({ ...everything, verdict: 'trusted' });
  });

  test('with one good and one altered signature is refused for the altered one', () => {
    const { facts, refusal } = judge([good, altered]);
    expect(refusal).toMatchObject({ code: 'signature-altered', where: 'signature 2 of 2' });
    expect(facts).toMatchObject({ valid: false, trusted: false, verdict: 'signature-altered' });
  });

  test('with one good signature and one placeholder is accepted, but not counted as valid', () => {
    const { facts, refusal } = judge([good, placeholder]);
    expect(facts).toEqual({ ...nothing, declared: true, present: true, verdict: 'placeholder' });
    expect(refusal).toBeUndefined();
  });

  test('whose revocation evidence is missing is parked: valid, not trusted', () => {
    const { facts, refusal, parked } = judge([good], { trust: withoutLists });
    expect(facts).toEqual({ ...everything, trusted: false, verdict: 'revocation-stale' });
    expect([refusal, parked]).toEqual([undefined, true]);
  });

  test('whose revocation evidence is missing and which is of another agency is refused, not parked', () => {
    const { refusal, parked } = judge([foreign], { trust: withoutLists });
    expect(refusal?.code).toBe('certificate-of-another-agency');
    expect(parked).toBeUndefined();
  });

  test('signed by a certificate that is out of its time is valid, not trusted, and refused', () => {
    const early = new Date(begin.getTime() - 1000);
    const judgement = judgeDocument(contentOf(document), [good], false, 'H54.07', world.trust, early);
    expect(judgement.refusal?.code).toBe('certificate-not-yet-valid');
    expect(judgement.facts).toMatchObject({ valid: true, trusted: false });
  });

  test('signed with a place’s certificate is refused: places sign receipts only', () => {
    const { refusal } = judge([signDetached(document, world.place, at)]);
    expect(refusal).toMatchObject({ code: 'certificate-profile', detail: expect.stringContaining('"place"') });
  });
});
