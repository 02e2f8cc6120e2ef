/** A hardened system with a client certificate gets in over TLS with exactly this one, and otherwise is told why not. */
import { hash, X509Certificate } from 'node:crypto';
import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { putSystem, readSystems } from '@lienthong/store';
import { hasOpenssl } from '../../libs/signature/support/openssl.js';
import { AxisClient } from '../support/axis-client.js';
import { lienthong, NetworkOverTls, type CommandEnd } from '../support/network-over-tls.js';
import { makePackage, office, otherOffice } from '../support/network.js';
import type { TlsPair } from '../support/tls-files.js';
import { until } from '../support/waits.js';

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

let over: NetworkOverTls;
let own: TlsPair;

beforeAll(async () => {
  if (!hasOpenssl) return;
  over = await NetworkOverTls.start('clients over tls');
  own = over.files.make('own', { by: 'authority', purposes: 'clientAuth' });
});
afterAll(() => over?.stop());

const comingWith = ({ cert, key }: TlsPair): RequestOptions => ({ ca: over.authority.cert, cert, key });

/** The other office as a system that was registered with its own certificate, coming as `tls` says. */
async function centre(tls: RequestOptions, base = over.secure.address): Promise<AxisClient> {
  const wish = { code: otherOffice, clientCertificate: own.cert };
  const { secret, path } = await over.network.operator().operator.addSystem(wish);
  // The other process would see it within two seconds.
  await over.secure.exchange.refresh();
  return new AxisClient(base + path, otherOffice, secret, tls);
}

const digestOf = ({ cert }: TlsPair): Buffer => hash('sha256', new X509Certificate(cert).raw, 'buffer');

/** Registers a certificate that the operator's door would not take. */
async function forceRegistered(pair: TlsPair): Promise<void> {
  const [row] = await readSystems(over.network.store, [otherOffice]);
  await over.network.store.transaction((tx) => putSystem(tx, { ...row!, client_certificate: digestOf(pair) }));
  await over.secure.exchange.refresh();
}

/** Hears of every connection whether it took up the session of an earlier one. */
class ListeningAgent extends Agent {
  readonly reused: boolean[] = [];

  override createConnection(...words: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(...words);
    if (socket instanceof TLSSocket) socket.once('secureConnect', () => this.reused.push(socket.isSessionReused()));
    return socket;
  }
}

describeWithOpenssl('a hardened system with a client certificate', () => {
  test('gets in with exactly this certificate', async () => {
    const client = await centre(comingWith(own));
    const sent = await client.sendEdoc('H05', makePackage({ from: 'H05', to: ['H54.01'] }));
    expect(sent).toMatchObject({ status: 'OK', ErrorCode: '0' });
  });

  const refused: [who: string, tls: () => RequestOptions, words: string][] = [
    ['without a certificate', () => ({ ca: over.authority.cert }), 'No client certificate came'],
    [
      'with another one of the same authority',
      () => comingWith(over.files.make('other', { by: 'authority', purposes: 'clientAuth' })),
      'not the one registered',
    ],
    [
      'with one that it signed itself',
      () => comingWith(over.files.make('self', { purposes: 'clientAuth' })),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
  ];
  test.each(refused)('is refused in the form of the door %s', async (_, tls, words) => {
    const client = await centre(tls());
    const call = { method: 'POST', operation: 'getAgenciesList' } as const;
    const answer = { status: 'FAIL', ErrorCode: '15', ErrorDesc: expect.stringContaining(words) };
    expect(await client.ask(call)).toMatchObject(answer);
  });

  test('is refused where the connection takes up an earlier one and brings no certificate', async () => {
    const agent = new ListeningAgent({ ca: over.authority.cert });
    const client = await centre({ agent });
    for (let time = 1; time <= 2; time += 1)
      await expect(client.good('getAgenciesList')).rejects.toThrow(/ 15 .*\(No client certificate came/);
    expect(agent.reused).toEqual([false, true]);
    agent.destroy();
  });

  test('is refused over plain HTTP', async () => {
    const client = await centre({}, over.network.address);
    await expect(client.good('getAgenciesList')).rejects.toThrow(/ 15 .*\(TLS: This system has a client certificate/);
  });

  test.each([
    ['a certificate for servers', 'serverAuth', 'INVALID_PURPOSE'],
    ['a certificate for servers and clients', 'clientAuth,serverAuth', 'clientAuth alone'],
    ['a certificate for everything', undefined, 'clientAuth alone'],
  ])('is neither registered nor answered with %s', async (_, purposes, words) => {
    const pair = over.files.make('wide', { by: 'authority', ...(purposes !== undefined && { purposes }) });
    const { operator } = over.network.operator();
    await expect(operator.addSystem({ code: otherOffice, clientCertificate: pair.cert })).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringContaining('clientAuth alone'),
    });
    const client = await centre(comingWith(pair));
    await forceRegistered(pair);
    await expect(client.good('getAgenciesList')).rejects.toThrow(new RegExp(`15 .*${words}`));
  });

  test('is neither registered nor answered with one that has expired', async () => {
    const pair = over.files.make('late', { by: 'authority', purposes: 'clientAuth', days: 0 });
    const hasExpired = () => Date.parse(new X509Certificate(pair.cert).validTo) < Date.now();
    await until(hasExpired, { deadlineMs: 5_000, what: 'the certificate to expire' });
    const { operator } = over.network.operator();
    const wish = { code: otherOffice, clientCertificate: pair.cert };
    await expect(operator.addSystem(wish)).rejects.toThrow('send another one');
    const client = await centre(comingWith(pair));
    await forceRegistered(pair);
    await expect(client.good('getAgenciesList')).rejects.toThrow('CERT_HAS_EXPIRED');
  });

  test('stands beside a compatible one, which needs none', async () => {
    const { secret, path } = await over.network.operator().operator.addSystem({ code: office, mode: 'compatible' });
    await over.secure.exchange.refresh();
    await new AxisClient(over.secure.address + path, office, secret, { ca: over.authority.cert }).good(
      'getAgenciesList',
    );
  });
});

describeWithOpenssl('the registration of a client certificate', () => {
  const add = (...words: string[]): Promise<CommandEnd> =>
    lienthong([
      'system',
      'add',
      otherOffice,
      '--url',
      over.network.address,
      '--key',
      over.network.operatorKey,
      ...words,
    ]);

  test('is made by the command, and shown in the list of systems', async () => {
    const { code, out } = await add('--json', '--client-certificate', own.certFile);
    const clientCertificate = digestOf(own).toString('hex');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ mode: 'hardened', clientCertificate });
    const systems = await over.network.operator().operator.systems();
    expect(systems.find(({ code: one }) => one === otherOffice)).toMatchObject({ mode: 'hardened', clientCertificate });
  });

  test('is refused for a compatible system, and for what is no certificate', async () => {
    const compatible = await add('--compatible', '--client-certificate', own.certFile);
    expect(compatible).toMatchObject({ code: 2, err: expect.stringContaining('cannot be used with') });
    const noCertificate = await add('--client-certificate', own.keyFile);
    expect(noCertificate).toMatchObject({ code: 2, err: expect.stringContaining('holds no certificate') });
    const { operator } = over.network.operator();
    const wish = { code: otherOffice, mode: 'compatible', clientCertificate: own.cert } as const;
    await expect(operator.addSystem(wish)).rejects.toMatchObject({ status: 400, code: 'request-invalid' });
    const text = { code: otherOffice, clientCertificate: '-----BEGIN CERTIFICATE-----\nx' };
    await expect(operator.addSystem(text)).rejects.toMatchObject({ status: 400, code: 'request-invalid' });
  });
});
