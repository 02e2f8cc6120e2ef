/** Every kind of planted flaw is found, and found as what it is. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import { cmsVerify, testWithOpenssl } from '../support/openssl.js';
import { at, begin, contentOf, document, trustIn } from './forgery/world.js';
import { flawVerdicts, makeFlawKit, plantFlaw, type FlawKind, type FlawKit } from './flaws.js';
import { judgeDocument } from './judge-document.js';
import type { Trust } from './trust/trust.js';

let kit: FlawKit;
let trust: Trust;
const kinds = Object.keys(flawVerdicts) as FlawKind[];

beforeAll(async () => {
  const revokedAt = new Date('2020-01-02T00:00:00Z');
  kit = await makeFlawKit(world.authority, { agency: 'H54.07', otherAgency: 'H54.08', from: begin, at: revokedAt });
  trust = trustIn(world.authority);
});

describe('a planted flaw', () => {
  test.each(kinds)('"%s" is judged as what it is', (kind) => {
    const signature = plantFlaw(kind, document, { signer: world.agency, kit }, at);
    const { facts, refusal } = judgeDocument(contentOf(document), [signature], true, 'H54.07', trust, at);
    expect(facts.verdict).toBe(flawVerdicts[kind]);
    expect(refusal?.code).toBe(kind === 'placeholder' ? undefined : flawVerdicts[kind]);
    expect([facts.present, facts.trusted]).toEqual([true, false]);
  });

  testWithOpenssl.each(kinds)(
    '"%s" is judged by openssl as by us, which knows neither agencies nor lists here',
    (kind) => {
      const signature = plantFlaw(kind, document, { signer: world.agency, kit }, at);
      const isBeyondOpenssl = kind === 'other-agency' || kind === 'revoked';
      expect(cmsVerify(signature, document, world.authority, at).isGood).toBe(isBeyondOpenssl);
    },
  );
});
