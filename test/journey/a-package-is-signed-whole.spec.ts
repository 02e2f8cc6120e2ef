/** A package signed in its header is judged with all it says; sent to somebody else, it goes nowhere. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPackage } from '@lienthong/edxml';
import { judgePackage } from '@lienthong/signature';
import { AxisClient } from '../support/axis-client.js';
import { makePackage, Network, office } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;

beforeAll(async () => {
  network = await Network.start('signed whole', { processes: 0 });
  await network.publishTrust(new Date('2020-01-01T00:00:00Z'), new Date('2020-06-01T00:00:00Z'));
  await network.addServer();
});
afterAll(() => network.stop());

test('a package signed in its header is trusted, arrives as it was sent, and is refused once a part of it is changed', async () => {
  const [sender, signer] = [await network.agency('H54.01'), await network.signer('H54.01')];
  const bytes = makePackage({ from: 'H54.01', to: ['H54.02'], headerSigner: signer });
  const { facts, document } = await sender.submit(bytes);
  expect(facts).toEqual({ declared: true, present: true, valid: true, trusted: true, verdict: 'trusted' });
  expect((await sender.document(document)).signatures).toMatchObject([
    { form: 'xml', code: 'trusted', signer: { agency: 'H54.01' } },
  ]);

  const recipient = await network.agency('H54.02');
  await until(async () => (await recipient.inbox()).items.length === 1, { deadlineMs: 15_000, what: 'the document' });

  const redirected = bytes.toString('latin1').replace('OrganId>H54.02<', 'OrganId>H54.20<');
  await expect(sender.submit(Buffer.from(redirected, 'latin1'))).rejects.toMatchObject({ code: 'signature-altered' });
});

const orders = ['vnpt', 'dotnet'] as const;
test.each(orders)(
  'a package signed in its header (%s) is still trusted after the places it passed were added',
  async (order) => {
    const bytes = makePackage({ from: 'H54.01', to: ['H54.20'], headerSigner: await network.signer('H54.01'), order });
    const { document } = await (await network.agency('H54.01')).submit(bytes);
    const { secret, path } = await network.operator().operator.addSystem({ code: office });
    const fetched = await new AxisClient(network.address + path, office, secret).getEdoc(`${document}-H54.20`);
    const read = readPackage(fetched);
    if ('refusal' in read) throw new Error(read.refusal.detail);
    expect(read.value.document.trace.map(({ organId }) => organId)).toEqual([office]);
    const { exchange } = network.servers[0]!;
    const { facts } = judgePackage(read.value, 'H54.01', exchange.trust(), new Date('2020-03-02T09:00:00+07:00'));
    expect(facts).toMatchObject({ trusted: true, verdict: 'trusted' });
  },
);
