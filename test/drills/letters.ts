/** The documents of a drill, written and signed before it begins: sender, recipients, bytes and answers all follow from the seed. */
import { hash } from 'node:crypto';
import { makePackage, type Network } from '../support/network.js';
import { draw, drawBytes, shuffled } from './draw.js';

export interface Letter {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly documentId: string;
  readonly bytes: Buffer;
  /** SHA-256 (hex) of the bytes. */
  readonly digest: string;
  /** The statuses that each recipient says after the 01 of its place. */
  readonly answers: ReadonlyMap<string, readonly number[]>;
}

/** The agencies of the network's three places, and how much of the traffic each sends. */
export const senders = { H54: 2, 'H54.01': 3, 'H54.02': 2, 'H54.20': 2, H05: 1 } as const;
export const agencies: readonly string[] = Object.keys(senders);

/** Share with a real signature, as in Thái Bình's half-year. */
const signedShare = 0.58;
const bytesOfMain = { least: 400, most: 4_000 };

export function letterKey({ sender, documentId }: Pick<Letter, 'sender' | 'documentId'>): string {
  return `${sender} ${documentId}`;
}

export async function writeLetters(network: Network, seed: string, count: number): Promise<Letter[]> {
  const signers = new Map<string, Awaited<ReturnType<Network['signer']>>>();
  for (const agency of agencies) signers.set(agency, await network.signer(agency));
  return Array.from({ length: count }, (_, index) => {
    const sender = senderOf(draw(seed, 'sender', index));
    const others = agencies.filter((agency) => agency !== sender);
    const fanOut = fanOutOf(draw(seed, 'fan-out', index));
    const recipients = shuffled(seed, others, 'recipients', index).slice(0, fanOut);
    const documentId = `${sender},2020/03/02,${index}/${seed.slice(0, 12)}`;
    const size = bytesOfMain.least + Math.floor(draw(seed, 'size', index) * (bytesOfMain.most - bytesOfMain.least));
    const bytes = makePackage({
      ...{ from: sender, to: recipients, documentId, subject: `Diễn tập ${index}` },
      ...{ bytes: drawBytes(seed, size, 'main', index), priority: draw(seed, 'urgent', index) < 0.1 ? 2 : 0 },
      signers: draw(seed, 'signed', index) < signedShare ? [signers.get(sender)!] : [],
    });
    const answers = new Map(
      recipients.map((recipient) => [recipient, answersOf(draw(seed, 'answer', index, recipient))]),
    );
    return { sender, recipients, documentId, bytes, digest: hash('sha256', bytes, 'hex'), answers };
  });
}

function senderOf(chance: number): string {
  const all = Object.values(senders).reduce((sum, share) => sum + share, 0);
  let left = chance * all;
  for (const [agency, share] of Object.entries(senders)) if ((left -= share) < 0) return agency;
  return agencies[0]!;
}

/** Most to one or two, some to everybody else. */
function fanOutOf(chance: number): number {
  if (chance < 0.6) return 1;
  return chance < 0.92 ? 2 : agencies.length - 1;
}

/** Never registered, refused, taken in, or followed to the end. */
function answersOf(chance: number): readonly number[] {
  if (chance < 0.05) return [];
  if (chance < 0.08) return [2];
  if (chance < 0.8) return [3];
  return chance < 0.9 ? [3, 6] : [3, 4, 5, 6];
}
