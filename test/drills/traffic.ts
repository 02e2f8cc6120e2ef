/** Traffic that leaves every kind of row behind: all ends a delivery can have, and some that are still under way. */
import type { LienThongClient } from '@lienthong/client';
import { statement } from '@lienthong/store';
import { holdRelay } from '../support/held-relay.js';
import { axis, makePackage, Network, office, otherOffice } from '../support/network.js';
import { until } from '../support/waits.js';

const quick = { RELAY_PATIENCE_MS: '50', PACKAGE_CACHE_MB: '0' };
const patience = { deadlineMs: 60_000 };
const day = 24 * 3_600_000;

/** The documents of the traffic, by what became of them. */
export interface Traffic {
  readonly network: Network;
  readonly signed: string;
  readonly refusedOnTheWay: string;
  readonly expired: string;
  readonly dead: string;
  readonly open: string;
  readonly parked: string;
}

/** Three places with traffic and no process: nothing writes any more. */
export async function makeTraffic(name: string): Promise<Traffic> {
  const network = await Network.start(name, { processes: 0 });
  const mishaps = await withoutRelay(network, () => makeMishaps(network));
  const dead = await reviveDead(network, mishaps);
  const signed = await exchangeDocuments(network);
  const port = new URL(network.address).port;
  await stopServers(network);
  const late = await withoutRelay(network, () => leaveUnderWay(network, port));
  return { network, signed, ...mishaps, dead, ...late };
}

/** What is submitted at the office meanwhile stays in its outbox. */
async function withoutRelay<T>(network: Network, work: () => Promise<T>): Promise<T> {
  const letGo = await holdRelay(network.store, 'office');
  const done = await work();
  await letGo();
  return done;
}

async function stopServers(network: Network): Promise<void> {
  for (const server of network.servers.splice(0)) await server.stop();
}

const spoil = statement('test-spoil', `UPDATE package SET bytes = bytes || '\\x20' WHERE digest = decode($1, 'hex')`);
const mend = statement(
  'test-mend',
  `UPDATE package SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE digest = decode($1, 'hex')`,
);
const hide = statement('test-hide', `UPDATE package SET digest = digest || '\\x00' WHERE digest = decode($1, 'hex')`);
const show = statement(
  'test-show',
  `UPDATE package SET digest = decode($1, 'hex') WHERE digest = decode($1, 'hex') || '\\x00'`,
);

/** One document that expires before it leaves, one whose bytes change on the way, one whose bytes are away for a while. */
async function makeMishaps(network: Network) {
  await network.addServer(quick);
  const sender = await network.agency('H54.01');
  const expired = await sender.submit(makePackage({ to: ['H05'] }));
  await network.operator().operator.moveClock(new Date(Date.parse('2020-03-02T01:00:00Z') + 31 * day));
  await stateReached(sender, expired.document, 'expired');
  const altered = await sender.submit(makePackage({ to: ['H05'] }));
  const lost = await sender.submit(makePackage({ to: ['H05'], priority: 1 }));
  await network.store.run(spoil, [altered.receipt.packageDigest]);
  await network.store.run(hide, [lost.receipt.packageDigest]);
  return {
    expired: expired.document,
    refusedOnTheWay: altered.document,
    spoilt: altered.receipt.packageDigest,
    lost: lost.document,
    hidden: lost.receipt.packageDigest,
  };
}

type Mishaps = Awaited<ReturnType<typeof makeMishaps>>;

/** What was refused and dead is mended, and the dead message sent again arrives. */
async function reviveDead(network: Network, { refusedOnTheWay, spoilt, lost, hidden }: Mishaps): Promise<string> {
  const sender = await network.agency('H54.01');
  await stateReached(sender, refusedOnTheWay, 'refused');
  await stateReached(sender, lost, 'dead');
  await network.store.run(mend, [spoilt]);
  await network.store.run(show, [hidden]);
  const [message] = (await network.operator().operator.dead()).items;
  await network.operator().operator.resend(message!.id);
  await stateReached(sender, lost, 'delivered');
  return lost;
}

async function stateReached(sender: LienThongClient, document: string, state: string): Promise<void> {
  await until(async () => (await sender.document(document)).deliveries.every((each) => each.state === state), {
    ...patience,
    what: `${document} being ${state}`,
  });
}

/** Signed and unsigned documents, near and far, submitted twice, refused at the door; recipients accept, refuse, work, acknowledge. */
async function exchangeDocuments(network: Network): Promise<string> {
  const [sender, near, far] = await Promise.all(['H54.01', 'H54.20', 'H05'].map((code) => network.agency(code)));
  const signers = [await network.signer('H54.01'), await network.signer('H54.01', 'person')];
  const twice = makePackage({ to: ['H05', 'H54.20'], signers });
  const { document: signed } = await sender!.submit(twice);
  await sender!.submit(twice);
  const unsigned = await sender!.submit(makePackage({ to: ['H54.20', 'H05', 'H54.02'], priority: 1 }));
  const placeholder = await sender!.submit(makePackage({ to: ['H54.20'], signatures: [Buffer.from('dấu đỏ')] }));
  const answer = await far!.submit(
    makePackage({ from: 'H05', to: ['H54.01'], signers: [await network.signer('H05')] }),
  );
  await sender!.submit(makePackage({ to: ['H05'], signers: [await network.signer('H54.02')] })).catch(String);
  await sender!.submit(makePackage({ documentId: unsigned.documentId })).catch(String);
  for (const [client, document] of [
    [far, signed],
    [far, unsigned.document],
    [near, placeholder.document],
    [sender, answer.document],
  ] as const)
    await until(async () => (await client!.inbox()).items.some((item) => item.document === document), {
      ...{ ...patience, what: `${document} in an inbox` },
    });
  await untilEachHasSigned(network);
  const said = await Promise.all([
    far!.statuses([
      { document: signed, code: 3, staff: 'Văn thư' },
      { document: signed, code: 6 },
      { document: unsigned.document, code: 2, reason: 'Không đúng thẩm quyền' },
    ]),
    near!.statuses([{ document: signed, code: 3 }]),
    sender!.statuses([{ document: answer.document, code: 3 }]),
    near!.acknowledge([placeholder.document]),
  ]);
  for (const { outcome, refusal } of said.flatMap(({ items }) => items))
    if (outcome !== 'recorded') throw new Error(`a status is ${outcome}: ${refusal?.detail}`);
  await untilQuiet(network);
  return signed;
}

const signedOnce = statement('test-signed', 'SELECT EXISTS (SELECT FROM checkpoint WHERE place = $1) AS signed');

/** The receipts for what comes after this carry a checkpoint to every neighbour. */
async function untilEachHasSigned(network: Network): Promise<void> {
  for (const place of [office, axis, otherOffice])
    await until(async () => (await network.store.run<{ signed: boolean }>(signedOnce, [place]))[0]?.signed === true, {
      ...{ ...patience, what: `a checkpoint of ${place}` },
    });
}

const quiet = statement(
  'test-quiet',
  `SELECT (SELECT count(*) FROM outbox WHERE place = $1) = 0
     AND (SELECT count(*) FROM neighbour_checkpoint WHERE place = $1) > 0
     AND (SELECT jsonb_agg(h.head ->> 'hash' ORDER BY (h.head ->> 'chain')::int) FROM jsonb_array_elements(
          (SELECT body FROM checkpoint WHERE place = $1 ORDER BY number DESC LIMIT 1) -> 'heads') AS h (head))
       = (SELECT jsonb_agg(encode(hash, 'hex') ORDER BY chain) FROM chain WHERE place = $1) AS quiet`,
);

/** Nothing is under way any more, and each place has signed where its chains stand; seen twice, for places are asked in turn. */
async function untilQuiet(network: Network): Promise<void> {
  const isQuiet = async (place: string) => (await network.store.run<{ quiet: boolean }>(quiet, [place]))[0]?.quiet;
  const all = [office, axis, otherOffice, axis, office];
  await until(
    async () => {
      for (const place of all) if (!(await isQuiet(place))) return false;
      return true;
    },
    { ...patience, what: 'all places being quiet' },
  );
}

/** A document that never leaves the office's outbox, and one that is parked because the revocation lists are old. */
async function leaveUnderWay(network: Network, port: string): Promise<{ open: string; parked: string }> {
  await network.publishTrust(new Date('2020-01-01T00:00:00Z'), new Date('2020-02-01T00:00:00Z'));
  await network.addServer({ ...quick, PORT: port });
  const sender = await network.agency('H54.01');
  const open = await sender.submit(makePackage({ to: ['H05'] }));
  const parked = await sender.submit(makePackage({ to: ['H05'], signers: [await network.signer('H54.01')] }));
  await stopServers(network);
  return { open: open.document, parked: parked.document };
}
