/** A recall, an update or a replacement is about a document of its own sender: else it is refused where it is submitted, and nothing is left of it. */
import { ProblemError } from '@lienthong/client';
import { isRefused, readPackage, type Business } from '@lienthong/edxml';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { takeSubmissions } from '../../apps/exchange/src/intake/submissions.js';
import { AxisClient } from '../support/axis-client.js';
import { readLedger } from '../support/ledger.js';
import { makePackage, Network, office } from '../support/network.js';
import { ProvincialClient } from '../support/provincial-client.js';

let network: Network;
/** What H54.02 has sent to H54.20. */
const others = 'H54.02,2020/03/02,77/CV';

beforeAll(async () => {
  network = await Network.start('operations');
  const [stranger] = await Promise.all(['H54.02', 'H54.01'].map((code) => network.agency(code)));
  await stranger!.submit(makePackage({ from: 'H54.02', to: ['H54.20'], documentId: others }));
});
afterAll(() => network.stop());

let made = 0;
const fresh = (): string => `H54.01,2020/03/02,${++made}/THU`;

const operation = (business: Business, documentId = `${fresh()}/op`): Buffer =>
  makePackage({ to: ['H54.20'], documentId, change: { business: { reason: 'Đính chính', ...business } } });

const about = (documentId: string): Business[] => [
  { type: 1, documentId },
  { type: 2, documentId },
  { type: 3, replacements: [{ documentId }] },
];

async function refusal(bytes: Buffer): Promise<ProblemError> {
  const said = await (await network.agency('H54.01')).submit(bytes).catch((error: unknown) => error);
  if (!(said instanceof ProblemError)) throw new Error('the operation was taken');
  return said;
}

/** What a group of H54.01 is answered: the code of its refusal, or `taken`. */
async function answersTo(...group: Buffer[]): Promise<string[]> {
  const { exchange } = network.servers[0]!;
  const submitted = group.map((bytes) => ({ place: office, bytes, read: readPackage(bytes), agency: 'H54.01' }));
  const outcomes = await takeSubmissions(exchange, submitted);
  return outcomes.map((outcome) => (isRefused(outcome) ? outcome.refusal.code : 'taken'));
}

describe('an operation on a document that its sender has not sent', () => {
  test('is refused with the document that it names, whoever has sent that one, and leaves nothing', async () => {
    const before = (await readLedger(network.store)).rows;
    for (const documentId of ['H54.01,2020/01/01,never', others])
      for (const business of about(documentId)) {
        const { code, detail, more } = await refusal(operation(business));
        expect({ code, detail }).toEqual({
          code: 'document-not-found',
          detail: `H54.01 has sent no document ${documentId}: only the sender of a document can recall, update or replace it`,
        });
        expect(more.where).toMatch(/^TraceHeaderList\.Bussiness\.(ReplacementInfoList\.ReplacementInfo\.)?DocumentId$/);
      }
    const itself = await refusal(operation({ type: 2 }));
    expect(itself.more.where).toBe('MessageHeader.DocumentId');
    expect((await readLedger(network.store)).rows).toEqual(before);
  });

  test('is refused at the doors of both axes with their code for a document that is not there', async () => {
    const { secret, path } = await network.operator().operator.addSystem({ code: office });
    const centre = new AxisClient(network.address + path, office, secret);
    const said = await centre.sendEdoc('H54.01', operation({ type: 1, documentId: others }));
    expect(said).toMatchObject({ status: 'FAIL', ErrorCode: '10', ErrorDesc: expect.stringContaining(others) });
    const [minted] = await network.operator().operator.mintKeys(['H54.01']);
    const agency = new ProvincialClient(network.address, 'H54.01', minted!.key);
    const told = await agency.sendEdoc(operation({ type: 1, documentId: others }));
    expect(told).toMatchObject({ success: false, errorCode: '10', message: expect.stringContaining(others) });
  });

  test('is refused for one of several that it replaces', async () => {
    const known = fresh();
    expect(await answersTo(makePackage({ to: ['H54.20'], documentId: known }))).toEqual(['taken']);
    const replacements = [{ documentId: known }, { documentId: others }];
    expect((await refusal(operation({ type: 3, replacements }))).detail).toContain(others);
    const copies = (await (await network.agency('H54.20')).inbox({ limit: 500 })).items;
    expect(copies.find(({ documentId }) => documentId === known)).not.toHaveProperty('ended');
  });
});

describe('in one group', () => {
  test('a document that comes before its operation is known, one that comes after it is not', async () => {
    const [first, last] = [fresh(), fresh()];
    const document = (documentId: string) => makePackage({ to: ['H54.20'], documentId });
    const [recall, early] = [operation({ type: 1, documentId: first }), operation({ type: 1, documentId: last })];
    const answers = await answersTo(document(first), recall, early, document(last));
    expect(answers).toEqual(['taken', 'taken', 'document-not-found', 'taken']);
    const { items } = await (await network.agency('H54.20')).inbox({ limit: 500 });
    const requestOn = (wanted: string) => items.find(({ documentId }) => documentId === wanted)?.request;
    expect([requestOn(first), requestOn(last)]).toEqual(['recall', undefined]);
    expect(await answersTo(early)).toEqual(['taken']);
  });

  test('a replacement is known to a recall that follows, one that is refused is not', async () => {
    const [first, second, refused] = [fresh(), fresh(), fresh()];
    const replace = (documentId: string, by: string) => operation({ type: 3, replacements: [{ documentId }] }, by);
    const recall = (documentId: string) => operation({ type: 1, documentId });
    const document = makePackage({ to: ['H54.20'], documentId: first });
    const sound = [document, replace(first, second), recall(second)];
    expect(await answersTo(...sound, replace(others, refused), recall(refused))).toEqual([
      ...['taken', 'taken', 'taken'],
      ...['document-not-found', 'document-not-found'],
    ]);
  });
});

test('an operation that was taken in is answered the same when it comes again, also when its document is known no more', async () => {
  const documentId = fresh();
  const sender = await network.agency('H54.01');
  await sender.submit(makePackage({ to: ['H54.20'], documentId }));
  const recall = operation({ type: 1, documentId });
  const answer = await sender.submit(recall);
  expect(await sender.submit(recall)).toEqual(answer);
  const text = "UPDATE document SET document_id = document_id || '/gone' WHERE document_id = $1";
  await network.store.run({ name: 'lose-target', text }, [documentId]);
  expect(await sender.submit(recall)).toEqual(answer);
  expect((await refusal(operation({ type: 1, documentId }))).code).toBe('document-not-found');
});
