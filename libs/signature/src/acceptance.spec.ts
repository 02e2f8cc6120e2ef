/** Receipts of acceptance: what makes one count, and each thing that stops it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { world } from '../support/world.js';
import type { AcceptanceReceipt } from '@lienthong/edxml';
import {
  acceptedFields as fields,
  judgeForgedReceipt,
  receiptBy,
  receiptForgeries,
  type ForgedReceipt,
} from './forgery/forged-receipts.js';
import { at, begin } from './forgery/world.js';
import { judgeAcceptance, receiptRules } from './acceptance.js';
import type { Signer } from './shapes.js';

/** For every rule its forgery. */
const forged = new Map<string, ForgedReceipt>();
beforeAll(async () => {
  for (const [name, forge] of Object.entries(receiptForgeries)) forged.set(name, await forge(world));
});

describe('a forged receipt', () => {
  const names = receiptRules.map(({ name }) => name);

  test('is made for every rule', () => {
    expect(Object.keys(receiptForgeries).toSorted()).toEqual(names.toSorted());
  });

  test.each(names)('%s: refused by all rules, and trusted without this one and only this one', (name) => {
    const one = forged.get(name);
    if (one === undefined) throw new Error(`no receipt is forged for ${name}`);
    expect(judgeForgedReceipt(one, world)).not.toBe('trusted');
    expect(names.filter((leftOut) => judgeForgedReceipt(one, world, leftOut) === 'trusted')).toEqual([name]);
  });
});

describe('a receipt of acceptance', () => {
  test('is trusted when the place signed the root that its fields lead to', async () => {
    const receipt = await receiptBy(world.place);
    expect(judgeAcceptance(receipt, world.place.certificate, world.trust, at)).toMatchObject({
      trusted: true,
      code: 'trusted',
      signer: { agency: '00.54.W00', kind: 'place' },
    });
  });

  test('is altered when one field differs, and invalid when one byte of the signature does', async () => {
    const receipt = await receiptBy(world.place);
    const code = (changed: Partial<AcceptanceReceipt>): string =>
      judgeAcceptance({ ...receipt, ...changed }, world.place.certificate, world.trust, at).code;
    for (const name of ['place', 'document', 'sender', 'documentId', 'packageDigest', 'contentDigest'] as const) {
      expect([name, code({ [name]: 'x' })]).toEqual([name, 'signature-altered']);
    }
    expect(code({ acceptedAt: begin.toISOString() })).toBe('signature-altered');
    expect(code({ rehearsal: true })).toBe('signature-altered');
    expect(code({ proof: { ...receipt.proof, index: 0 } })).toBe('signature-altered');
    expect(code({ proof: { ...receipt.proof, path: [] } })).toBe('signature-altered');
    const first = receipt.signature.startsWith('A') ? 'B' : 'A';
    expect(code({ signature: `${first}${receipt.signature.slice(1)}` })).toBe('signature-invalid');
  });

  test('counts only by the certificate it names, which must be this place’s', async () => {
    const judge = (receipt: AcceptanceReceipt, { certificate }: Signer) =>
      judgeAcceptance(receipt, certificate, world.trust, at);
    expect(judge(await receiptBy(world.place), world.agency).code).toBe('certificate-untrusted');
    expect(judge(await receiptBy(world.agency), world.agency).code).toBe('certificate-profile');
    const elsewhere = { ...fields, place: '00.61.W00' };
    expect(judge(await receiptBy(world.place, elsewhere), world.place).code).toBe('certificate-of-another-agency');
  });

  test('is judged at a time, which may not lie before the acceptance', async () => {
    const receipt = await receiptBy(world.place);
    const codeAt = (time: Date): string => judgeAcceptance(receipt, world.place.certificate, world.trust, time).code;
    expect(codeAt(new Date(at.getTime() - 1))).toBe('date-in-future');
    expect(codeAt(new Date('2029-01-01'))).toBe('certificate-expired');
  });
});
