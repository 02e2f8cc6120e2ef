/** A certificate's life: issued by the authority, signed with, revoked, and from then on refused at the place that heard of it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePackage, Network } from '../support/network.js';
import { TrustStory, type Issued } from '../support/trust.js';
import { until } from '../support/waits.js';

let network: Network;
let trust: TrustStory;
let lists: string[];

beforeAll(async () => {
  network = await Network.start('trust', { processes: 0 });
  trust = await TrustStory.start({ DATABASE_URL: network.databaseUrl, LIST_HOURS: '720' });
  for (const name of ['anchors.pem', 'intermediates.pem']) {
    const file = join(network.folder, 'trust', name);
    const published = await trust.client.published(`/pki/${name}`);
    await writeFile(file, Buffer.concat([await readFile(file), published]));
  }
  lists = (await trust.client.authorities()).map(({ list }) => list);
  await network.addServer({ LIST_URLS: lists.join(','), LIST_EVERY_S: '1' });
});
afterAll(async () => {
  await network.stop();
  await trust.stop();
});

const submit = async (signer: Issued) => (await network.agency('H54.01')).submit(makePackage({ signers: [signer] }));

/** Sends new documents until one meets the end that is waited for. */
async function submitUntil(signer: Issued, wanted: string): Promise<void> {
  const seen = () =>
    submit(signer).then(
      ({ facts }) => facts.verdict,
      (error: { code?: string }) => error.code,
    );
  await until(async () => (await seen()) === wanted, {
    deadlineMs: 20_000,
    what: `a document that is ${wanted}`,
    everyMs: 200,
  });
}

const listNumber = async (name: string): Promise<string> =>
  (await fetch(`${trust.url}/pki/lists/${name}.crl`)).headers.get('etag') ?? '';

describe('a certificate of the authority', () => {
  let signer: Issued;

  test('signs documents that are trusted, once the exchange has fetched the lists', async () => {
    signer = await trust.issue({ agency: 'H54.01' });
    await submitUntil(signer, 'trusted');
  });

  test('is suspended and resumed, and documents follow', async () => {
    const [suspended] = await trust.client.suspend(trust.keys.operator, [signer.serial]);
    expect(suspended).toMatchObject({ state: 'suspended', ground: 'suspended' });
    await submitUntil(signer, 'certificate-revoked');
    const [resumed] = await trust.client.resume(trust.keys.operator, [signer.serial]);
    expect(resumed).toMatchObject({ state: 'good' });
    await submitUntil(signer, 'trusted');
  });

  test('is revoked: the list is there with the answer, its number higher, and documents are refused', async () => {
    const before = await listNumber('state-g2');
    const [revoked] = await trust.client.revoke(trust.keys.operator, [signer.serial], 'keyExposedOrDeviceLost');
    expect(revoked).toMatchObject({ state: 'revoked', ground: 'keyExposedOrDeviceLost' });
    const after = await listNumber('state-g2');
    expect(Number(JSON.parse(after))).toBeGreaterThan(Number(JSON.parse(before)));
    await submitUntil(signer, 'certificate-revoked');
    const again = trust.client.resume(trust.keys.operator, [signer.serial]);
    await expect(again).rejects.toMatchObject({ status: 409, code: 'certificate-state' });
  });

  test('of the older generation holds as well, and Party agencies have an authority of their own', async () => {
    const life = { from: new Date('2016-01-01T00:00:00Z'), to: new Date('2020-12-31T00:00:00Z') };
    await submitUntil(await trust.issue({ agency: 'H54.01', commonName: 'thế hệ một', ...life }), 'trusted');
    await submitUntil(await trust.issue({ agency: 'H54.01', commonName: 'Đảng', branch: 'party' }), 'trusted');
    const { items } = await trust.client.certificates(trust.keys.auditor, { agency: 'H54.01' });
    expect(items.map(({ authority }) => authority)).toEqual(['state-g2', 'state-g1', 'party-g2']);
  });

  test('an older list offered later is not taken in', async () => {
    const folder = join(network.folder, 'trust', 'crls');
    const kept = await readFile(join(folder, 'state-g2.crl'));
    const { exchange } = network.servers[0]!;
    expect(exchange.trust().isNews(kept)).toBe(false);
    expect(() => exchange.trust().isNews(Buffer.concat([kept.subarray(0, -1), Buffer.of(1)]))).toThrow(
      'none of the authorities',
    );
  });
});
