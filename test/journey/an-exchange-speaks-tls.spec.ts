/** An exchange over TLS: agencies submit over https, commands trust whom Node trusts, and settings that do not fit end the start. */
import { once } from 'node:events';
import { request } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger, fastifyAdapter } from '@lienthong/edge';
import { hasOpenssl } from '../../libs/signature/support/openssl.js';
import { readExchangeConfig } from '../../apps/exchange/src/config.js';
import { runExchange } from '../support/exchange-process.js';
import { freePort } from '../support/free-port.js';
import { makePackage } from '../support/network.js';
import { lienthong, NetworkOverTls } from '../support/network-over-tls.js';
import type { TlsPair } from '../support/tls-files.js';

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

let over: NetworkOverTls;
/** Of another server, as it could be started. */
let pair: TlsPair;

beforeAll(async () => {
  if (!hasOpenssl) return;
  over = await NetworkOverTls.start('doors over tls');
  pair = over.files.make('pair', { by: 'authority', purposes: 'serverAuth' });
});
afterAll(() => over?.stop());

describeWithOpenssl('an exchange over TLS', () => {
  test('takes a document of an agency at https://', async () => {
    expect(over.secure.address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const [minted] = await over.network.operator().operator.mintKeys(['H54.01']);
    const headers = { Authorization: `Bearer ${minted!.key}`, 'Content-Type': 'application/edxml' };
    const options = { method: 'POST', headers, ca: over.authority.cert, agent: false };
    const asking = request(`${over.secure.address}/api/v1/documents`, options).end(makePackage({ to: ['H05'] }));
    const [answer] = await once(asking, 'response');
    expect(answer.statusCode).toBe(202);
    answer.destroy();
  });

  test('answers the command that trusts its authority, and tells any other what to trust', async () => {
    const words = ['ratio', '--json', '--url', over.secure.address, '--key', over.network.operatorKey];
    expect(await lienthong(words, { NODE_EXTRA_CA_CERTS: over.authority.certFile })).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await lienthong(words)).toMatchObject({ code: 1, err: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
  });

  test('ends a connection that speaks plain HTTP, and serves on', async () => {
    const { port } = new URL(over.secure.address);
    const socket = connect(Number(port), '127.0.0.1').end('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.resume();
    await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
    const [answer] = await once(
      request(`${over.secure.address}/health/live`, { ca: over.authority.cert, agent: false }).end(),
      'response',
    );
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });
});

describeWithOpenssl('an edge over TLS', () => {
  test('ends a connection that never begins its handshake', async () => {
    const tls = { certificate: pair.cert, key: pair.key };
    const log = createLogger({ level: 'silent', name: 'edge' });
    const edge = fastifyAdapter({ log, tls, limits: { headersTimeoutMs: 100 } }).getInstance();
    await edge.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((edge.server.address() as AddressInfo).port, '127.0.0.1').resume();
    await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
    await edge.close();
  });
});

describeWithOpenssl('the settings of TLS', () => {
  test('that can not be read end the start, and are named', async () => {
    const environment = { ...over.network.environment, TLS_CERT: pair.keyFile, TLS_KEY: pair.keyFile };
    const { code, errors } = await runExchange({ name: 'tls', folder: over.files.folder, environment });
    expect(code).toBe(2);
    expect(errors).toMatch(/1 fault.*\n {2}TLS_CERT: expected a file with certificates in PEM/);
  });

  test('come together and fit, and are told with all other faults', () => {
    const [TLS_CERT, TLS_KEY, other] = [pair.certFile, pair.keyFile, over.authority.keyFile];
    const faults = (settings: Readonly<Record<string, string>>) => {
      const read = () => readExchangeConfig({ ...over.network.environment, ...settings });
      return expect(read);
    };
    faults({ TLS_CERT }).toThrow(/1 fault.*\n {2}TLS_KEY: needed/);
    faults({ TLS_KEY, PORT: '70000' }).toThrow(/2 fault[^]*PORT[^]*TLS_CERT: needed/);
    faults({ TLS_CLIENT_CA: TLS_CERT }).toThrow(/1 fault.*\n {2}TLS_CLIENT_CA: needs/);
    faults({ TLS_CERT, TLS_KEY: other }).toThrow(/1 fault.*\n {2}TLS_KEY: does not serve with TLS_CERT: key values/);
    faults({ TLS_CERT: join(over.files.folder, 'none.pem'), TLS_KEY: TLS_CERT }).toThrow(
      /2 fault[^]*ENOENT[^]*unencrypted/,
    );
  });

  test('that the launcher itself would not trust end it before anything is started', async () => {
    const words = [
      'start',
      '--scenario',
      'none',
      '--data',
      join(over.files.folder, 'data'),
      '--port',
      String(await freePort()),
    ];
    const settings = { TLS_CERT: pair.certFile, TLS_KEY: pair.keyFile };
    const { code, err } = await lienthong(words, settings);
    expect([code, err]).toEqual([2, expect.stringMatching(/TLS_CERT is not trusted.*NODE_EXTRA_CA_CERTS/)]);
  });
});
