/** Declared, present, valid, trusted: a place that only observes counts each of the four apart, and each exactly. */
import { randomBytes } from 'node:crypto';
import { makeFlawKit, plantFlaw, signDetached, type FlawKind, type FlawKit, type Signer } from '@lienthong/signature';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePackage, Network, rehearsalFrom, type DocumentWish } from '../support/network.js';

const decision = { type: { type: 4, name: 'Quyết định' } };

let network: Network;
let kit: FlawKit;
let agency: Signer;
let leader: Signer;

beforeAll(async () => {
  network = await Network.start('four levels', { processes: 0 });
  const [from, at] = [new Date('2019-06-01T00:00:00Z'), new Date('2020-02-01T00:00:00Z')];
  kit = await makeFlawKit(network.authority, { agency: 'H54.01', otherAgency: 'H54.02', from, at });
  await network.publishTrust(new Date('2020-01-01T00:00:00Z'), new Date('2020-06-01T00:00:00Z'));
  agency = await network.signer('H54.01');
  leader = await network.signer('H54.01', 'person');
  await network.addServer({ SIGNATURE_POLICY: 'observe' });
  await sendTheHalfYear();
});
afterAll(() => network.stop());

/** What the place found about a document of `from`; it is always accepted, and never waits. */
async function send(from: string, wish: DocumentWish) {
  const sender = await network.agency(from);
  const { state, facts } = await sender.submit(makePackage({ from, to: ['H54'], ...wish }));
  expect(state).toBe('accepted');
  return facts;
}

/** A main attachment and the signatures that are made of it. */
function signed(...sign: ((content: Buffer) => Buffer)[]): DocumentWish {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(500)]);
  return { bytes, signatures: sign.map((one) => one(bytes)) };
}

const by = (signer: Signer) => (content: Buffer) => signDetached(content, signer, rehearsalFrom);
const flaw = (kind: FlawKind) => (content: Buffer) => plantFlaw(kind, content, { signer: agency, kit }, rehearsalFrom);
const facts = (digits: string, verdict: string) => {
  const [declared, present, valid, trusted] = [...digits].map((digit) => digit === '1');
  return { declared, present, valid, trusted, verdict };
};

const found: Record<string, unknown> = {};

/** March: the department in every shape. April: the district, and the department's decisions. July: the lists are out of date. */
async function sendTheHalfYear(): Promise<void> {
  found['unsigned'] = await send('H54.01', {});
  found['declared'] = await send('H54.01', { name: 'van-ban_Signed.pdf' });
  found['placeholder'] = await send('H54.01', signed(flaw('placeholder')));
  found['header'] = await send('H54.01', { change: { claimsSignature: true } });
  found['altered'] = await send('H54.01', signed(flaw('altered-bytes')));
  found['stranger'] = await send('H54.01', signed(flaw('other-agency')));
  found['expired'] = await send('H54.01', signed(flaw('expired-certificate')));
  found['revoked'] = await send('H54.01', signed(flaw('revoked')));
  found['unknown issuer'] = await send('H54.01', signed(flaw('unknown-issuer')));
  found['trusted'] = await send('H54.01', signed(by(agency)));
  found['leader too'] = await send('H54.01', signed(by(agency), by(leader)));
  found['leader too late'] = await send('H54.01', signed(by(agency), flaw('altered-bytes')));
  const { operator } = network.operator();
  await operator.moveClock(new Date('2020-04-15T08:00:00+07:00'));
  found['decision'] = await send('H54.01', { ...signed(by(leader)), change: decision });
  await send('H54.20', {});
  await send('H54.20', { signers: [await network.signer('H54.20')], change: decision });
  await operator.moveClock(new Date('2020-07-01T08:00:00+07:00'));
  found['stale'] = await send('H54.20', { signers: [await network.signer('H54.20')] });
}

describe('a document is judged on four levels', () => {
  test.each([
    ['unsigned', '0000', 'unsigned'],
    ['declared', '1000', 'unsigned'],
    ['placeholder', '1100', 'placeholder'],
    ['header', '1100', 'placeholder'],
    ['altered', '1100', 'signature-altered'],
    ['stranger', '1100', 'certificate-of-another-agency'],
    ['expired', '1110', 'certificate-expired'],
    ['revoked', '1110', 'certificate-revoked'],
    ['unknown issuer', '1110', 'certificate-untrusted'],
    ['trusted', '1111', 'trusted'],
    ['stale', '1110', 'revocation-stale'],
  ])('one that is %s stands at %s for the reason %s', (name, digits, verdict) => {
    expect(found[name]).toEqual(facts(digits, verdict));
  });

  test('a leader’s second signature counts the document once, and spoils it when it does not hold', () => {
    expect(found['leader too']).toEqual(facts('1111', 'trusted'));
    expect(found['leader too late']).toEqual(facts('1100', 'signature-altered'));
    expect(found['decision']).toEqual(facts('1111', 'trusted'));
  });

  test('the evidence of both signatures is kept with the document', async () => {
    const sender = await network.agency('H54.01');
    const { items } = await sender.documents();
    const view = await sender.document(items[10]!.document);
    expect(view.signatures).toMatchObject([
      { code: 'trusted', signer: { agency: 'H54.01', kind: 'agency' } },
      { code: 'trusted', signer: { agency: 'H54.01', kind: 'person' } },
    ]);
  });
});

const numbers = (sent: number, declared: number, present: number, valid: number, trusted: number) => {
  return { sent, declared, present, valid, trusted, signedRatio: trusted / sent };
};
const march = numbers(12, 11, 10, 5, 2);
const total = numbers(16, 14, 13, 8, 4);

describe('the statistics of the place', () => {
  const ask = (query: Parameters<ReturnType<Network['operator']>['signatureStatistics']>[0]) =>
    network.operator().signatureStatistics(query);

  test('all four numbers differ, and each is exact in total', async () => {
    expect(await ask({})).toMatchObject({ by: [], items: [], total });
    expect(new Set(Object.values(total)).size).toBe(6);
  });

  test('by month, and from month to month', async () => {
    const months = [
      { month: '2020-03', ...march },
      { month: '2020-04', ...numbers(3, 2, 2, 2, 2) },
      { month: '2020-07', ...numbers(1, 1, 1, 1, 0) },
    ];
    expect((await ask({ by: ['month'] })).items).toEqual(months);
    const spring = await ask({ by: ['month'], from: '2020-03', to: '2020-04' });
    expect(spring).toMatchObject({ items: months.slice(0, 2), total: numbers(15, 13, 12, 7, 4) });
  });

  test('by agency and by tier', async () => {
    const department = numbers(13, 12, 11, 6, 3);
    const district = numbers(3, 2, 2, 2, 1);
    expect((await ask({ by: ['agency'] })).items).toEqual([
      { agency: 'H54.01', ...department },
      { agency: 'H54.20', ...district },
    ]);
    expect((await ask({ by: ['tier'] })).items).toEqual([
      { tier: 'department', ...department },
      { tier: 'district', ...district },
    ]);
    expect((await ask({ tier: 'district' })).total).toEqual(district);
    expect((await ask({ agency: 'H54.02' })).total).toEqual({ ...numbers(0, 0, 0, 0, 0), signedRatio: null });
  });

  test('by document type, and by all keys at once', async () => {
    expect((await ask({ by: ['type'] })).items).toEqual([
      { type: 'Công văn', ...numbers(14, 12, 11, 6, 2) },
      { type: 'Quyết định', ...numbers(2, 2, 2, 2, 2) },
    ]);
    const { items } = await ask({ by: ['type', 'tier', 'agency', 'month'], type: 'Quyết định' });
    const one = { month: '2020-04', type: 'Quyết định', ...numbers(1, 1, 1, 1, 1) };
    expect(items).toEqual([
      { ...one, agency: 'H54.01', tier: 'department' },
      { ...one, agency: 'H54.20', tier: 'district' },
    ]);
  });

  test('an agency sees the same numbers as the operator', async () => {
    const recipient = await network.agency('H54');
    expect((await recipient.signatureStatistics()).total).toEqual(total);
    expect((await recipient.books()).total).toMatchObject({ documents: 16, accepted: 16, delivered: 16, inFlight: 0 });
  });
});
