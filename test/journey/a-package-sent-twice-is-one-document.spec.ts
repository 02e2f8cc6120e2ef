/** The same package again, by many at once and at two processes, is one document with one receipt that anybody can verify. */
import { hash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LienThongClient, ProblemError } from '@lienthong/client';
import type { AcceptanceReceipt, Submission } from '@lienthong/edxml';
import { rootFromPath, verifyStatement } from '@lienthong/signature';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readLedger } from '../support/ledger.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
/** The sender at each of the two processes. */
let senders: LienThongClient[];

beforeAll(async () => {
  network = await Network.start('sent twice', { processes: 2 });
  const [minted] = await network.operator().operator.mintKeys(['H54.01']);
  senders = network.servers.map(({ address }) => new LienThongClient({ baseUrl: address, key: minted!.key }));
});
afterAll(async () => {
  await Promise.all(senders.map((sender) => sender.close()));
  await network.stop();
});

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const atLeastOne = <T>(items: readonly T[]) => items.length > 0 && items;

/** What a sender can do with nothing but its receipt and the place's certificate. */
async function isGenuine(receipt: AcceptanceReceipt): Promise<boolean> {
  const certificate = new X509Certificate(await readFile(join(network.folder, 'places', office, 'certificate.pem')))
    .raw;
  const { place, document, sender, documentId, packageDigest, contentDigest, acceptedAt, rehearsal, proof } = receipt;
  const said = [place, document, sender, documentId, packageDigest, contentDigest, acceptedAt, rehearsal];
  const leaf = hash('sha256', JSON.stringify(said), 'buffer');
  const path = proof.path.map((node) => Buffer.from(node, 'hex'));
  const root = rootFromPath(leaf, proof.index, proof.size, path);
  if (root?.toString('hex') !== proof.root || hash('sha256', certificate) !== receipt.certificate) return false;
  return verifyStatement('lienthong/acceptance', root, Buffer.from(receipt.signature, 'base64'), certificate);
}

describe('a package sent again', () => {
  test('by fifty at once and at two processes is one document, and all get the same receipt', async () => {
    const bytes = makePackage({ to: ['H54.02', 'H54.20'], signers: [await network.signer('H54.01')] });
    const answers = await Promise.all(times(50, (at) => senders[at % 2]!.submit(bytes)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { document, receipt } = answers[0]!;
    expect(await senders[1]!.receipt(document)).toEqual(receipt);

    const { rows } = await readLedger(network.store);
    expect(rows).toMatchObject({
      document: 1,
      delivery: 2,
      package: 1,
      status: 2,
      signature_rollup: 1,
      agency_rollup: 1,
      receipt: 1,
      verdict: 1,
    });
    expect((await senders[0]!.books()).total).toMatchObject({ documents: 1, accepted: 2, delivered: 2 });
    const recipient = await network.agency('H54.02');
    const inbox = await until(async () => atLeastOne((await recipient.inbox()).items), {
      ...{ deadlineMs: 15_000, what: 'the document in the inbox' },
    });
    expect(inbox.map((item) => item.document)).toEqual([document]);
  });

  test('in other bytes with the same content is the same document, and no second package is kept', async () => {
    const text = makePackage().toString();
    const first = await senders[0]!.submit(Buffer.from(text));
    const again = await senders[1]!.submit(Buffer.from(text.replace('?>\n', '?>\n<!-- gửi lại -->\n')));
    expect(again).toEqual(first);
    expect((await readLedger(network.store)).rows).toMatchObject({ document: 2, package: 2 });
  });

  test('with other content under its DocumentId is refused, whichever of the two came first', async () => {
    const documentId = 'H54.01,2020/03/02,700/CV';
    const [one, other] = ['một', 'hai'].map((subject) => makePackage({ documentId, subject }));
    const asked = times(20, (at) => senders[(at >> 1) % 2]!.submit(at % 2 === 0 ? one! : other!));
    const ended = await Promise.allSettled(asked);
    const taken = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value.document] : []));
    const refused = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason as ProblemError] : []));
    expect([taken.length, new Set(taken).size, refused.length]).toEqual([10, 1, 10]);
    for (const problem of refused) expect(problem).toMatchObject({ status: 409, code: 'document-id-used' });
    expect((await readLedger(network.store)).rows).toMatchObject({ document: 3, package: 3 });
  });
});

describe('an acceptance receipt', () => {
  let answers: Submission[];

  beforeAll(async () => {
    const packages = times(30, () => makePackage());
    answers = await Promise.all(packages.map((bytes, at) => senders[at % 2]!.submit(bytes)));
  });

  test('verifies offline for every document of a group', async () => {
    expect(Math.max(...answers.map(({ receipt }) => receipt.proof.size))).toBeGreaterThan(1);
    for (const { receipt, document } of answers) {
      expect(receipt).toMatchObject({ document, place: office, rehearsal: true });
      expect(await isGenuine(receipt)).toBe(true);
    }
  });

  test('does not verify with any of its fields changed, nor for another document of its group', async () => {
    const grouped = answers.map(({ receipt }) => receipt).filter(({ proof }) => proof.size > 1);
    const [receipt, neighbour] = grouped.filter(({ proof }) => proof.root === grouped[0]!.proof.root);
    const changes: Partial<AcceptanceReceipt>[] = [
      { document: neighbour!.document },
      { packageDigest: neighbour!.packageDigest },
      { acceptedAt: '2020-03-02T01:00:01.000Z' },
      { rehearsal: false },
      { proof: neighbour!.proof },
      { signature: Buffer.alloc(256).toString('base64') },
    ];
    for (const change of changes) expect(await isGenuine({ ...receipt!, ...change })).toBe(false);
  });
});
