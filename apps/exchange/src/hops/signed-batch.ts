/** A batch and its receipt as they are signed: the bytes on which both places agree. */
import { hash } from 'node:crypto';
import type { GroupProof, HopBatch, HopReceipt, PlaceCheckpoint } from '@lienthong/edxml';
import {
  merkleRoot,
  merkleTree,
  rootFromPath,
  signStatement,
  verifyStatement,
  type Signer,
} from '@lienthong/signature';

export const batchContext = 'lienthong/hop-batch';
export const receiptContext = 'lienthong/hop-receipt';
export const checkpointContext = 'lienthong/checkpoint';

/** Signs things of one place with one signature; a proof for each, in the order given. */
async function signGroup(context: string, things: readonly Buffer[], signer: Signer): Promise<GroupProof[]> {
  const tree = merkleTree(things);
  const signature = (await signStatement(context, tree.root, signer)).toString('base64');
  return things.map((_, index) => {
    const path = tree.path(index).map((node) => node.toString('hex'));
    return { index, size: things.length, path, signature };
  });
}

function isInGroup(context: string, thing: Buffer, proof: GroupProof, certificate: Buffer): boolean {
  const path = proof.path.map((node) => Buffer.from(node, 'hex'));
  const root = rootFromPath(thing, proof.index, proof.size, path);
  if (root === undefined) return false;
  return verifyStatement(context, root, Buffer.from(proof.signature, 'base64'), certificate);
}

type UnsignedBatch = Omit<HopBatch, 'proof'>;

function batchBytes({ from, to, lane, messages }: UnsignedBatch): Buffer {
  const digests = messages.map(({ id, text }) => [id, digestOf(text)]);
  return hash('sha256', JSON.stringify([from, to, lane, digests]), 'buffer');
}

/** Lower-case hex SHA-256 of a message's exact text. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Batches of one place. */
export async function signBatches(batches: readonly UnsignedBatch[], signer: Signer): Promise<HopBatch[]> {
  const proofs = await signGroup(batchContext, batches.map(batchBytes), signer);
  return batches.map((batch, index) => ({ ...batch, proof: proofs[index]! }));
}

export function isBatchGenuine(batch: HopBatch, certificate: Buffer): boolean {
  return isInGroup(batchContext, batchBytes(batch), batch.proof, certificate);
}

/** The Merkle root over what a receipt says of each message: number, digest, outcome. */
export function receiptRoot({ ids, digests, outcomes }: Pick<HopReceipt, 'ids' | 'digests' | 'outcomes'>): Buffer {
  return merkleRoot(
    ids.map((id, index) => Buffer.from(JSON.stringify([id, digests[index], outcomes[index]?.outcome]))),
  );
}

type UnsignedReceipt = Omit<HopReceipt, 'proof'>;

function receiptBytes({ receipt, from, to, lane, at, root }: UnsignedReceipt): Buffer {
  return Buffer.from(JSON.stringify([receipt, from, to, lane, at, root]));
}

/** Receipts of one place. */
export async function signReceipts(receipts: readonly UnsignedReceipt[], signer: Signer): Promise<HopReceipt[]> {
  const proofs = await signGroup(receiptContext, receipts.map(receiptBytes), signer);
  return receipts.map((receipt, index) => ({ ...receipt, proof: proofs[index]! }));
}

/** True when the root fits what is listed and the answering place signed it. */
export function isReceiptGenuine(receipt: HopReceipt, certificate: Buffer): boolean {
  if (receiptRoot(receipt).toString('hex') !== receipt.root) return false;
  return isInGroup(receiptContext, receiptBytes(receipt), receipt.proof, certificate);
}

export function checkpointBytes({ place, number, at, heads }: Omit<PlaceCheckpoint, 'signature'>): Buffer {
  return Buffer.from(
    JSON.stringify([place, number, at, heads.map(({ chain, link, hash: head }) => [chain, link, head])]),
  );
}
