/** Receipts of acceptance as a place gives them, and forgers of them. */
import { hash } from 'node:crypto';
import type { AcceptanceReceipt } from '@lienthong/edxml';
import {
  acceptanceContext,
  acceptanceLeaf,
  judgeAcceptanceBy,
  receiptRules,
  type AcceptedFields,
} from '../acceptance.js';
import { judgeCertificate } from '../judge-signature.js';
import { merkleTree } from '../merkle.js';
import type { Signer } from '../shapes.js';
import { signStatement } from '../statement.js';
import { at, begin, dayMs, enrol, yearsLater, type World } from './world.js';

export const acceptedFields: AcceptedFields = {
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
export async function receiptBy(signer: Signer, said: AcceptedFields = acceptedFields): Promise<AcceptanceReceipt> {
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

/** A receipt and the certificate it is shown with. */
export interface ForgedReceipt {
  readonly receipt: AcceptanceReceipt;
  readonly certificate: Buffer;
}

type Forger = (world: World) => Promise<ForgedReceipt>;

const by = async (signer: Signer, said: Partial<AcceptedFields> = {}): Promise<ForgedReceipt> => ({
  receipt: await receiptBy(signer, { ...acceptedFields, ...said }),
  certificate: signer.certificate,
});

/** Makes a receipt that only the rule with this name stops. */
export const receiptForgeries: Readonly<Record<string, Forger>> = {
  'the certificate is the one that is named': async ({ place }) => {
    const { receipt } = await by(place);
    return { receipt: { ...receipt, certificate: '00'.repeat(32) }, certificate: place.certificate };
  },
  'the fields lead to the root': async ({ place }) => {
    const { receipt, certificate } = await by(place);
    return { receipt: { ...receipt, documentId: 'H54.07-2020-16' }, certificate };
  },
  'the certificate’s key signed the root': ({ place, other }) => by({ certificate: place.certificate, key: other.key }),
  'a place gave it': ({ agency }) => by(agency, { place: 'H54.07' }),
  'the place that is named gave it': ({ place }) => by(place, { place: '00.05.W00' }),
  'the place’s certificate is trusted': ({ authority, place }) => {
    const subject = { agency: '00.54.W00', commonName: 'Thái Bình', kind: 'place' } as const;
    return by(enrol(authority, place.key, subject, begin, new Date(at.getTime() - dayMs)));
  },
  'accepted before it is judged': ({ place }) => by(place, { acceptedAt: yearsLater(2).toISOString() }),
};

/** The verdict's code, by all rules or by all but one. */
export function judgeForgedReceipt(
  { receipt, certificate }: ForgedReceipt,
  { trust }: World,
  leftOut?: string,
): string {
  const rules = receiptRules.filter(({ name }) => name !== leftOut);
  const verdict = judgeCertificate(certificate, trust, at);
  return judgeAcceptanceBy(rules, receipt, { certificate, verdict, at }).code;
}
