/** When no fresh list speaks for a certificate, the exchange asks its authority's OCSP responder while the document waits. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DocumentView } from '@lienthong/edxml';
import { whoIsAsked, type KeptSigner, type SignatureVerdict } from '@lienthong/signature';
import { moveClock } from '@lienthong/store';
import { builtProgram } from '../../apps/cli/src/project.js';
import { ask } from '../support/door.js';
import { freePort } from '../support/free-port.js';
import { makePackage, Network, rehearsalFrom } from '../support/network.js';
import { TrustStory } from '../support/trust.js';
import { until } from '../support/waits.js';

/** Stands where certificates send whoever asks for their status: hands questions on, or plays earlier answers back. */
class Responder {
  /** By the serial number asked about. */
  private readonly answers = new Map<string, Buffer>();
  mode: 'closed' | 'honest' | 'playback' = 'closed';
  asked = 0;
  private readonly server: Server;

  constructor(private readonly authority: () => string) {
    this.server = createServer((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => void this.answer(Buffer.concat(parts)).then((answer) => reply.end(answer)));
    });
  }

  listen(port: number): void {
    this.server.listen(port, '127.0.0.1');
  }

  stop(): void {
    this.server.close();
  }

  private async answer(question: Buffer): Promise<Buffer> {
    this.asked += 1;
    if (this.mode === 'closed') return Buffer.alloc(0);
    const serial = whoIsAsked(question, [])!.serials[0]!;
    if (this.mode === 'playback') return this.answers.get(serial)!;
    const type = 'application/ocsp-request';
    const { body } = await ask(this.authority(), { method: 'POST', path: '/ocsp', type, body: question });
    this.answers.set(serial, body);
    return body;
  }
}

let network: Network;
let trust: TrustStory;
let responder: Responder;
let responderUrl: string;
let signer: KeptSigner;

beforeAll(async () => {
  network = await Network.start('responder', { processes: 0 });
  const port = await freePort();
  responder = new Responder(() => trust.url);
  responder.listen(port);
  responderUrl = `http://127.0.0.1:${port}`;
  trust = await TrustStory.start({ DATABASE_URL: network.databaseUrl, PUBLIC_URL: responderUrl, LIST_HOURS: '1' });
  signer = await trust.issue({ agency: 'H54.01' });
  await keepTrust();
  await network.addServer({ STATUS_URLS: `${responderUrl}/ocsp` });
}, 120_000);
afterAll(async () => {
  responder.stop();
  await trust.stop();
  await network.stop();
});

/** What the authority publishes, once: it speaks for an hour, and nobody fetches anything newer. */
async function keepTrust(): Promise<void> {
  const folder = join(network.folder, 'trust');
  for (const name of ['anchors.pem', 'intermediates.pem'])
    await writeFile(join(folder, name), await trust.client.published(`/pki/${name}`));
  const files = ['root-g1', 'root-g2', 'state-g1', 'state-g2', 'party-g1', 'party-g2'];
  for (const [index, file] of files.entries())
    await writeFile(join(folder, 'crls', `${index}.crl`), await trust.client.published(`/pki/lists/${file}.crl`));
}

const moveTo = (time: string) => network.operator().operator.moveClock(new Date(time));

/** Submits; `settled` waits until the document waits no more. */
async function submit(by: KeptSigner) {
  const sender = await network.agency('H54.01');
  const bytes = makePackage({ signers: [by] });
  const { document, state } = await sender.submit(bytes);
  const settled = (): Promise<DocumentView> =>
    until(
      async () => {
        const view = await sender.document(document);
        return view.state !== 'parked' && view;
      },
      { deadlineMs: 20_000, what: 'the document to be judged' },
    );
  return { sender, bytes, document, state, settled };
}

/** Two certificates are asked about in a round: the third question says that the first ones were in vain. */
const askedAgain = (before: number) =>
  until(() => responder.asked >= before + 3, { deadlineMs: 20_000, what: 'the responder to be asked again' });

const [beforeEnd, end] = ['2020-03-02T08:59:59+07:00', '2020-03-02T09:00:00+07:00'];

describe('while the lists speak', () => {
  test('nobody is asked', async () => {
    await moveTo(beforeEnd);
    expect((await submit(signer)).state).toBe('accepted');
    expect(responder.asked).toBe(0);
  });
});

describe('when the lists have ended', () => {
  test('a document waits while the responder says nothing', async () => {
    await moveTo(end);
    const { state, sender, document, settled } = await submit(signer);
    expect(state).toBe('parked');
    await askedAgain(0);
    expect((await sender.document(document)).state).toBe('parked');
    responder.mode = 'honest';
    expect(await settled()).toMatchObject({ state: 'accepted', facts: { trusted: true, verdict: 'trusted' } });
  });

  test('the next document of the same signer does not wait: the answer speaks for an hour', async () => {
    const { asked } = responder;
    expect((await submit(signer)).state).toBe('accepted');
    await moveTo('2020-03-02T09:59:59+07:00');
    expect((await submit(signer)).state).toBe('accepted');
    expect(responder.asked).toBe(asked);
  });

  test('an answer to an earlier question is not believed, although it has not ended', async () => {
    responder.mode = 'playback';
    // Another process, which has not heard it.
    await startAgain({ STATUS_URLS: `${responderUrl}/ocsp` }, () => Promise.resolve());
    const { asked } = responder;
    const { state, sender, document, settled } = await submit(signer);
    expect(state).toBe('parked');
    await askedAgain(asked);
    expect((await sender.document(document)).state).toBe('parked');
    responder.mode = 'honest';
    expect((await settled()).state).toBe('accepted');
  });

  test('a certificate that was revoked since the last list is found out', async () => {
    const other = await trust.issue({ agency: 'H54.01', from: rehearsalFrom });
    await trust.client.revoke(trust.keys.operator, [other.serial], 'keyExposedOrDeviceLost');
    const { state, settled } = await submit(other);
    expect(state).toBe('parked');
    expect(await settled()).toMatchObject({ state: 'refused', facts: { verdict: 'certificate-revoked' } });
  });

  test('the answers are kept, and whoever has them judges the same offline', async () => {
    await moveTo('2020-03-02T12:00:00+07:00');
    const { bytes, document, sender, settled } = await submit(signer);
    const [verdict] = (await settled()).signatures as SignatureVerdict[];
    const { judgedAt, ocspDigests = [] } = verdict!.evidence;
    // The signer's certificate by its authority, the authority's by the root.
    expect([verdict!.code, ocspDigests.length]).toEqual(['trusted', 2]);
    const folder = join(network.folder, 'kept');
    await mkdir(folder);
    const answers = await Promise.all(ocspDigests.map((digest) => sender.evidence(digest)));
    for (const [index, answer] of answers.entries()) await writeFile(join(folder, `${index}.ocsp`), answer);
    const file = join(network.folder, `${document}.edxml`);
    await writeFile(file, bytes);
    expect(verifyOffline(file, judgedAt, ['--ocsp', folder])).toMatchObject({ status: 0 });
    expect(verifyOffline(file, judgedAt, [])).toMatchObject({ status: 1, said: 'revocation-stale' });
  });
});

function verifyOffline(file: string, at: string, evidence: readonly string[]) {
  const trustFolder = join(network.folder, 'trust');
  const whom = ['--trust', join(trustFolder, 'anchors.pem'), '--intermediate', join(trustFolder, 'intermediates.pem')];
  const words = ['verify', file, ...whom, ...evidence, '--at', at, '--json'];
  const { status, stdout } = spawnSync(process.execPath, [builtProgram('cli', 'main.js'), ...words], {
    encoding: 'utf8',
  });
  const [verdict] = JSON.parse(stdout) as { code: string }[];
  return { status, said: verdict!.code };
}

describe('a document whose grace period ended while the exchange was down', () => {
  test('is asked about before it is refused', async () => {
    responder.mode = 'closed';
    await moveTo('2020-03-02T14:00:00+07:00');
    const { state, settled } = await submit(signer);
    expect(state).toBe('parked');
    await startAgain({ STATUS_URLS: `${responderUrl}/ocsp` }, async () => {
      await moveClock(network.store, new Date('2020-03-02T20:00:00+07:00'));
      responder.mode = 'honest';
    });
    expect(await settled()).toMatchObject({ state: 'accepted', facts: { trusted: true } });
  });
});

/** Stops the server, lets `meanwhile` happen, and starts one under the same address. */
async function startAgain(settings: Readonly<Record<string, string>>, meanwhile: () => Promise<void>): Promise<void> {
  const { port } = new URL(network.address);
  await network.servers.pop()!.stop();
  await meanwhile();
  await network.addServer({ PORT: port, ...settings });
}

describe('an address that the settings do not name', () => {
  test('is never asked, whatever a certificate says', async () => {
    const { asked } = responder;
    await startAgain({ STATUS_URLS: `${trust.url}/ocsp` }, () => Promise.resolve());
    const answered = async () => {
      const rows = await network.store.source.query<unknown[]>("SELECT 1 FROM evidence WHERE kind = 'answer'");
      return rows.length;
    };
    const before = await answered();
    await moveTo('2020-03-03T14:00:00+07:00');
    const { document, state, sender } = await submit(signer);
    expect(state).toBe('parked');
    // The authority's own certificate names no address: its status is asked where the settings say.
    await until(async () => (await answered()) > before, { deadlineMs: 20_000, what: 'the authority to be asked' });
    expect((await sender.document(document)).state).toBe('parked');
    expect(responder.asked).toBe(asked);
  });
});
