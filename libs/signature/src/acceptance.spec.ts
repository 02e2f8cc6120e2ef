/** Receipts of acceptance: what makes one count, and each thing that stops it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import type { AcceptanceReceipt } from '@lienthong/edxml';
import { at, begin, makeWorld, type World } from './forgery/world.js';
import { acceptanceContext, acceptanceLeaf, judgeAcceptance, type AcceptedFields } from './acceptance.js';
import { merkleTree } from './merkle.js';
import type { Signer } from './shapes.js';
import { signStatement } from './statement.js';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

const fields: AcceptedFields = {
  place: '00.54.W00',
  document: '0190-1',
  sender: 'H54.07',
  documentId: 'H54.07-2020-15',
  packageDigest: 'aa',
  contentDigest: 'bb',
  acceptedAt: at.toISOString(),
  rehearsal: false,
};

/** The second of three documents that were taken in together. */
async function receiptBy(signer: Signer, said = fields): Promise<AcceptanceReceipt> {
  const leaves = ['0190-0', '0190-1', '0190-2'].map((document) => acceptanceLeaf({ ...said, document }));
  const tree = merkleTree(leaves);
  const path = tree.path(1).map((node) => node.toString('hex'));
  return {
    ...said,
    proof: { index: 1, size: 3, path, root: tree.root.toString('hex') },
    signature: (await signStatement(acceptanceContext, tree.root, signer)).toString('base64'),
    certificate: hash('sha256', signer.certificate, 'hex'),
  };
}

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
    expect(code({ signature: `A${receipt.signature.slice(1)}` })).toBe('signature-invalid');
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
