/** The client against a real HTTP server that answers as an exchange does, or fails to. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SubmissionMetadata } from '@lienthong/edxml';
import { LienThongClient } from './client.js';
import { NoAnswerError, ProblemError } from './problem-error.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly key: string;
  readonly type: string;
  readonly body: Buffer;
}

const seen: Seen[] = [];
const sockets = new Set<unknown>();
let answer: (response: ServerResponse, request: Seen) => void;

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  sockets.add(request.socket);
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { authorization: key = '', 'content-type': type = '' } = request.headers;
    const one = { method: request.method ?? '', url: request.url ?? '', key, type, body: Buffer.concat(chunks) };
    seen.push(one);
    answer(response, one);
  });
});

const sayOk = (response: ServerResponse): void => void response.end('{"items":[],"more":false,"keys":[]}');

let client: LienThongClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new LienThongClient({ baseUrl: `http://127.0.0.1:${port}`, key: 'edx_one', connections: 2 });
});

beforeEach(() => {
  seen.length = 0;
  sockets.clear();
  answer = sayOk;
});

afterAll(async () => {
  await client.close();
  server.close();
});

const arrayOf = <T>(items: AsyncIterable<T>): Promise<T[]> => Readable.from(items).toArray() as Promise<T[]>;

const told = (): string[] => seen.map(({ method, url }) => `${method} ${url.replace('/api/v1', '')}`);

describe('a question of an agency', () => {
  test('goes to its own route', async () => {
    await client.inbox({ after: 'a b', limit: 500, unacknowledged: true });
    await client.inboxItem('7/8');
    await client.desk({ after: 'x' });
    await client.documents();
    await client.document('7');
    await client.receipt('7');
    await client.signatureStatistics({ by: ['month', 'agency'], from: '2020-01' });
    await client.books({ by: 'agency' });
    await client.directory({ limit: 1 });
    expect(told()).toEqual([
      'GET /inbox?after=a+b&limit=500&unacknowledged=true',
      'GET /inbox/7%2F8',
      'GET /statuses?after=x',
      'GET /documents',
      'GET /documents/7',
      'GET /documents/7/receipt',
      'GET /statistics/signatures?by=month%2Cagency&from=2020-01',
      'GET /statistics/books?by=agency',
      'GET /directory?limit=1',
    ]);
    expect(new Set(seen.map(({ key }) => key))).toEqual(new Set(['Bearer edx_one']));
  });

  test('carries its JSON', async () => {
    await client.acknowledge(['7']);
    await client.statuses([{ document: '7', code: 2, reason: 'sai nơi nhận' }]);
    expect(told()).toEqual(['POST /inbox/acknowledgements', 'POST /statuses']);
    expect(seen.map(({ body }) => JSON.parse(body.toString('utf8')) as unknown)).toEqual([
      { documents: ['7'] },
      { statuses: [{ document: '7', code: 2, reason: 'sai nơi nhận' }] },
    ]);
  });

  test('asked as another agency uses the same connections', async () => {
    const many = Array.from({ length: 20 }, (_, at) => client.as(`edx_${at}`).inbox());
    await Promise.all(many);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(20);
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

describe('a submission', () => {
  test('of a package sends exactly its bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    await client.submit(bytes);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/v1/documents', type: 'application/edxml', body: bytes });
    await client.statusMessage(bytes);
    expect(seen[1]).toMatchObject({ url: '/api/v1/statuses', type: 'application/edxml', body: bytes });
  });

  test('of files is a form with the metadata first', async () => {
    const metadata = { to: ['H54.01'], subject: 'Công văn' } as unknown as SubmissionMetadata;
    await client.submitFiles(metadata, [
      { name: 'một "hai".pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF') },
    ]);
    const form = await new Response(new Uint8Array(seen[0]?.body ?? []), {
      headers: { 'content-type': seen[0]?.type ?? '' },
    }).formData();
    expect(JSON.parse(String(form.get('metadata')))).toEqual(metadata);
    const file = form.get('file') as File;
    expect([file.name, file.type, await file.text()]).toEqual(['một "hai".pdf', 'application/pdf', '%PDF']);
  });
});

describe('a question of the operator', () => {
  test('goes to its own route', async () => {
    const { operator } = client;
    expect(await operator.mintKeys(['H54'])).toEqual([]);
    await operator.revokeKey('0a');
    await operator.moveClock(new Date('2020-01-02T00:00:00Z'));
    await operator.runClock();
    await operator.dead({ limit: 5 });
    await operator.resend('9');
    await operator.importDirectory('code\n');
    expect(told()).toEqual([
      'POST /operator/keys',
      'DELETE /operator/keys/0a',
      'POST /operator/clock',
      'POST /operator/clock',
      'GET /operator/dead?limit=5',
      'POST /operator/dead/9/resend',
      'POST /operator/directory',
    ]);
    expect(seen[2]?.body.toString('utf8')).toBe('{"to":"2020-01-02T00:00:00.000Z"}');
  });
});

describe('packages fetched in bulk', () => {
  const part = (bytes: string): string =>
    `--b\r\nContent-Length: ${bytes.length}\r\nContent-ID: <7>\r\nRepr-Digest: sha-256=:${'A'.repeat(43)}=:\r\n\r\n${bytes}\r\n`;

  test('come one by one', async () => {
    answer = (response) => {
      response.setHeader('content-type', 'multipart/mixed; boundary=b');
      response.write(part('one'));
      setImmediate(() => response.end(`${part('three')}--b--\r\n`));
    };
    const packages = await arrayOf(client.packages(['7', '8']));
    expect(packages.map(({ document, bytes }) => [document, bytes.toString('utf8')])).toEqual([
      ['7', 'one'],
      ['7', 'three'],
    ]);
    expect(JSON.parse(seen[0]?.body.toString('utf8') ?? '')).toEqual({ documents: ['7', '8'] });
  });

  test('leave their connection to the next question', async () => {
    answer = (response) =>
      void response.setHeader('content-type', 'multipart/mixed; boundary=b').end(`${part('x')}--b--\r\n`);
    for (let round = 0; round < 5; round += 1) await arrayOf(client.packages(['7']));
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  test('that nobody wants any more free their connection', async () => {
    answer = (response, { url }) => {
      if (!url.endsWith('/packages')) return sayOk(response);
      response.setHeader('content-type', 'multipart/mixed; boundary=b');
      response.write(part('one'));
    };
    for (let round = 0; round < 5; round += 1) {
      for await (const { document } of client.packages(['7'])) {
        expect(document).toBe('7');
        break;
      }
    }
    await expect(client.inbox()).resolves.toMatchObject({ more: false });
  });

  test('are no answer when the line breaks in the middle', async () => {
    answer = (response) => {
      response.setHeader('content-type', 'multipart/mixed; boundary=b');
      response.write(part('one'), () => response.destroy());
    };
    await expect(arrayOf(client.packages(['7']))).rejects.toThrow(NoAnswerError);
  });

  test('are a problem when one is not there', async () => {
    answer = (response) => void response.writeHead(404).end('{"code":"document-not-found","detail":"x"}');
    const failure = await arrayOf(client.packages(['7'])).catch((caught: unknown) => caught);
    expect(failure).toMatchObject({ status: 404, code: 'document-not-found' });
  });

  test('one alone comes with its stated digest', async () => {
    answer = (response) => void response.setHeader('Repr-Digest', `sha-256=:${'A'.repeat(43)}=:`).end('<x/>');
    const one = await client.package('7');
    expect(one).toEqual({ document: '7', bytes: Buffer.from('<x/>'), digest: '0'.repeat(64) });
  });
});

describe('an answer that says no', () => {
  test('is a problem with its code, its place and the time to wait', async () => {
    const body = { code: 'over-capacity', detail: 'later', where: 'here', instance: 'abc' };
    answer = (response) => void response.writeHead(503, { 'Retry-After': '2' }).end(JSON.stringify(body));
    const failure = await client.inbox().catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure).toMatchObject({ status: 503, code: 'over-capacity', detail: 'later', retryAfterMs: 2_000 });
    expect(failure).toMatchObject({ more: { where: 'here', correlation: 'abc' } });
    expect(seen).toHaveLength(1);
  });

  test('has no time to wait when asking again is pointless', async () => {
    answer = (response) => void response.writeHead(422).end('{"code":"element-missing","detail":"x"}');
    const failure = await client.submit(Buffer.from('x')).catch((caught: unknown) => caught);
    expect(failure).toMatchObject({ status: 422, retryAfterMs: undefined });
  });

  test('is still a problem when a proxy says it in HTML', async () => {
    answer = (response) => void response.writeHead(502).end('<h1>Bad gateway</h1>');
    const failure = await client.inbox().catch((caught: unknown) => caught);
    expect(failure).toMatchObject({ status: 502, code: 'unknown', detail: '<h1>Bad gateway</h1>' });
  });
});

describe('no answer', () => {
  test('is told apart from a refusal when the line is cut, and the client goes on', async () => {
    answer = (response) => void response.destroy();
    await expect(client.submit(Buffer.from('x'))).rejects.toThrow(NoAnswerError);
    answer = (response) =>
      void response.writeHead(200, { 'content-length': 100 }).write('{"items', () => response.destroy());
    await expect(client.inbox()).rejects.toThrow(NoAnswerError);
    answer = sayOk;
    await expect(client.inbox()).resolves.toMatchObject({ more: false });
  });

  test('comes from a port where nobody listens', async () => {
    const nobody = new LienThongClient({ baseUrl: 'http://127.0.0.1:1', key: 'edx_one' });
    await expect(nobody.inbox()).rejects.toThrow(/GET \/api\/v1\/inbox: no answer .*ECONNREFUSED/);
    await nobody.close();
  });
});
