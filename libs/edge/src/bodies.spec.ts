/** Bodies at a real socket: what reaches a handler, and what is turned away before or while it is read. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, HttpCode, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { refusals } from '@lienthong/edxml';
import type { RefusalCode } from '@lienthong/edxml';
import type { FastifyRequest } from 'fastify';
import { fastifyAdapter } from './fastify-adapter.js';
import type { EdgeAdapter } from './fastify-adapter.js';
import { createLogger } from './logs.js';
import { openEdge } from './open-edge.js';
import { readForm } from './read-form.js';
import { refusedError } from './refused.js';

const KiB = 1024;
const limits = { bodyLimit: 64 * KiB, byteBudget: 128 * KiB, openBodyStep: 16 * KiB };
const failures: string[] = [];
const log = createLogger({ level: 'error', name: 'test', destination: { write: (line) => void failures.push(line) } });
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

@Controller('api/v1')
class SmallDoor {
  @Post('documents')
  @HttpCode(202)
  take(@Body() body: unknown): object {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from('not a buffer');
    return { length: bytes.length, sha256: sha256(bytes) };
  }

  @Post('forms')
  async form(@Req() request: FastifyRequest): Promise<object> {
    const { fields, files } = await readForm(request);
    return { fields: Object.fromEntries(fields), files: files.map((file) => [file.name, file.bytes.toString('hex')]) };
  }
}

@Module({ controllers: [SmallDoor] })
class SmallExchange {}

// A guard of the key stands before the body in a real exchange; here a header is enough.
const refuseStrangers = async (request: FastifyRequest): Promise<void> => {
  if (request.headers['x-stranger'] !== undefined) throw refusedError('key-wrong', 'A stranger');
  // The look-up takes so long that the client has gone when it comes back.
  if (request.headers['x-patience'] !== 'none') return;
  arrived++;
  await new Promise((resolve) => request.raw.socket.once('close', resolve));
  lookedUp++;
};
let [arrived, lookedUp] = [0, 0];

let adapter: EdgeAdapter;
let port: number;
let close: () => Promise<void>;

beforeAll(async () => {
  adapter = fastifyAdapter({ log, limits, beforeBody: refuseStrangers });
  const app = await NestFactory.create(SmallExchange, adapter, { logger: false });
  openEdge(app, log);
  await app.listen(0, '127.0.0.1');
  port = (adapter.getHttpServer().address() as AddressInfo).port;
  close = () => app.close();
});

afterAll(() => close());

async function post(
  path: string,
  body: string | Buffer | ReadableStream,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
    method: 'POST',
    body,
    headers,
    duplex: 'half',
  } as RequestInit);
}

async function expectRefusal(answer: Response, code: RefusalCode): Promise<void> {
  expect(await answer.json()).toMatchObject({ code, status: refusals[code].status });
  expect(answer.status).toBe(refusals[code].status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
}

const edxml = { 'content-type': 'application/edxml' };

const streamOf = (...pieces: Buffer[]): ReadableStream =>
  new ReadableStream({
    start(controller): void {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('did not come about within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a package at the edge', () => {
  test.each([0, 1, 20 * KiB, 64 * KiB])('of %i bytes reaches the handler byte for byte', async (length) => {
    const bytes = Buffer.alloc(length, 'Văn bản');
    const answer = await post('documents', bytes, edxml);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ length, sha256: sha256(bytes) });
  });

  test('sent in pieces without a length arrives whole', async () => {
    const pieces = [Buffer.alloc(30 * KiB, 1), Buffer.alloc(30 * KiB, 2)];
    const answer = await post('documents', streamOf(...pieces), { 'content-type': 'application/xml' });
    expect(await answer.json()).toMatchObject({ sha256: sha256(Buffer.concat(pieces)) });
  });

  test('larger than the body limit is refused before it is read, or while it is when it has no length', async () => {
    const tooLarge = Buffer.alloc(limits.bodyLimit + 1);
    await expectRefusal(await post('documents', tooLarge, edxml), 'package-too-large');
    await expectRefusal(await post('documents', streamOf(tooLarge), edxml), 'package-too-large');
  });

  test('of an unknown media type is refused', async () => {
    await expectRefusal(await post('documents', 'x', { 'content-type': 'image/png' }), 'media-type-unsupported');
    await expectRefusal(await post('documents', Buffer.from('x'), {}), 'media-type-unsupported');
  });

  test('of a client without a good key is refused before it is read', async () => {
    const head = headOf(limits.bodyLimit, 'X-Stranger: yes\r\nConnection: close');
    expect(await askRaw(head)).toMatch(/^HTTP\/1.1 401 [^]*www-authenticate: Bearer\r\n[^]*"code":"key-wrong"/i);
  });
});

const headOf = (length: number, more = 'Connection: keep-alive'): string =>
  `POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: application/edxml\r\nContent-Length: ${length}\r\n${more}\r\n\r\n`;

/** Sends text, and more once there is an answer; reads until the other side closes. */
function askRaw(text: string, more = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).once('data', () => socket.write(more));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}

describe('a client that hangs up in the middle of its body', () => {
  test.each(['application/edxml', 'application/json', 'multipart/form-data; boundary=xyz'])(
    'of type %s is no failure of ours',
    async (type) => {
      const before = failures.length;
      const path = type.startsWith('multipart') ? '/api/v1/forms' : '/api/v1/documents';
      const head = headOf(1_000).replace('application/edxml', type).replace('/api/v1/documents', path);
      const socket = connect(port, '127.0.0.1', () => socket.write(`${head}--xyz\r\n`));
      await until(() => adapter.budget.reservedBytes === 1_000);
      socket.resetAndDestroy();
      await until(() => adapter.budget.reservedBytes === 0);
      // Whatever was to be logged has been logged before a request that came later is answered.
      await post('documents', Buffer.from('x'), edxml);
      expect(failures.slice(before)).toEqual([]);
    },
  );
});

describe('the byte budget', () => {
  test('turns a package away with Retry-After before its body is read, and takes it once there is room', async () => {
    const holders = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (const holder of holders) holder.write(headOf(64 * KiB) + 'x'.repeat(60 * KiB));
    await until(() => adapter.budget.reservedBytes === limits.byteBudget);
    const unread = await askRaw(headOf(10, 'Connection: close'));
    expect(unread).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n[^]*"code":"over-capacity"/i);
    for (const holder of holders) holder.destroy();
    await until(() => adapter.budget.reservedBytes === 0);
    expect((await post('documents', Buffer.alloc(10), edxml)).status).toBe(202);
  });

  const kinds = [
    { type: 'application/edxml', path: 'documents', begin: '' },
    { type: 'application/json', path: 'documents', begin: '"' },
    {
      type: 'multipart/form-data; boundary=xyz',
      path: 'forms',
      begin: '--xyz\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n',
    },
  ];
  const chunked = ({ type, path }: (typeof kinds)[number]): string =>
    headOf(0)
      .replace('Content-Length: 0', 'Transfer-Encoding: chunked')
      .replace('application/edxml', type)
      .replace('documents', path);
  const chunkOf = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
  const holds = (bytes: number) => until(() => adapter.budget.reservedBytes === bytes);
  /** Opens bodies without a length that hold a step each, for as long as `during` takes. */
  async function beside(count: number, during: (lines: readonly Socket[]) => Promise<void>): Promise<void> {
    const lines = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
    for (const line of lines) line.on('error', () => undefined).write(chunked(kinds[0]!));
    await holds(count * limits.openBodyStep);
    await during(lines);
    for (const line of lines) line.resetAndDestroy();
    await holds(0);
  }

  test.each(kinds)('grows with a $type body that has no length, and is whole when its client leaves', async (kind) => {
    const line = connect(port, '127.0.0.1');
    line.write(chunked(kind));
    await holds(16 * KiB);
    line.write(chunkOf(kind.begin + 'x'.repeat(20 * KiB)));
    await holds(32 * KiB);
    line.write(chunkOf('x'.repeat(30 * KiB)));
    await holds(64 * KiB);
    line.resetAndDestroy();
    await holds(0);
  });

  test('takes a package beside slow bodies without a length, however large those may become', () =>
    beside(3, async () => {
      expect((await post('documents', Buffer.alloc(limits.bodyLimit), edxml)).status).toBe(202);
    }));

  test.each(kinds)('that is used up ends a $type body in the middle, and its line goes on', (kind) =>
    beside(7, async () => {
      const body = chunkOf(kind.begin + 'x'.repeat(20 * KiB));
      const answers = await askRaw(chunked(kind) + body, `0\r\n\r\n${headOf(0, 'Connection: close')}`);
      expect(answers).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n[^]*"code":"over-capacity"[^]*HTTP\/1.1 202 /i);
    }),
  );

  test.each(kinds)('and the limit hold for a $type body that comes without a length at once', async (kind) => {
    const body = chunkOf(kind.begin + 'x'.repeat(limits.bodyLimit));
    const answers = await askRaw(`${chunked(kind)}${body}1\r\nx`, `\r\n0\r\n\r\n${headOf(0, 'Connection: close')}`);
    expect(answers).toMatch(/^HTTP\/1.1 413 [^]*"code":"package-too-large"[^]*HTTP\/1.1 202 /);
    await holds(0);
  });

  test('takes back what a body without a length held when it is answered', async () => {
    const answer = await post('documents', streamOf(Buffer.alloc(40 * KiB)), edxml);
    expect(await answer.json()).toMatchObject({ length: 40 * KiB });
    await holds(0);
  });

  test('keeps nothing for a client that has gone while its key was looked up', async () => {
    const hasty = connect(port, '127.0.0.1', () => hasty.write(headOf(64 * KiB, 'X-Patience: none')));
    await until(() => arrived === 1);
    hasty.resetAndDestroy();
    await until(() => lookedUp === 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(adapter.budget.reservedBytes).toBe(0);
  });

  test('is whole again after answers of every kind', async () => {
    await post('documents', Buffer.alloc(70 * KiB), edxml);
    await post('documents', streamOf(Buffer.alloc(70 * KiB)), edxml);
    await post('documents', Buffer.alloc(9), { 'content-type': 'image/png' });
    await post('forms', '{', { 'content-type': 'application/json' });
    await until(() => adapter.budget.reservedBytes === 0);
  });
});

describe('a form', () => {
  const form = { 'content-type': 'multipart/form-data; boundary=xyz' };
  const part = (disposition: string, text: string): string =>
    `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`;

  test('gives its fields and its files in order', async () => {
    const body =
      part('name="metadata"', '{"a":1}') + part('name="file"; filename="Công văn.pdf"', 'AB') + '--xyz--\r\n';
    const answer = await post('forms', body, form);
    expect(await answer.json()).toEqual({ fields: { metadata: '{"a":1}' }, files: [['Công văn.pdf', '4142']] });
  });

  test.each(['', '--xyz\r\nbroken', part('name="a"; filename="a"', 'cut'), 'no boundary at all', '--xyz--\r\n'])(
    'that reads %j is refused as unreadable',
    async (body) => expectRefusal(await post('forms', body, form), 'multipart-unreadable'),
  );

  test('with a field twice is refused as unreadable', async () => {
    const body = part('name="metadata"', '1') + part('name="metadata"', '2') + '--xyz--\r\n';
    await expectRefusal(await post('forms', body, form), 'multipart-unreadable');
  });

  test('with a part of JSON that nests thousands deep is refused by the name of the part', async () => {
    const json = `--xyz\r\nContent-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n`;
    const deep = (levels: number): string => `${json}${'['.repeat(levels)}${']'.repeat(levels)}\r\n--xyz--\r\n`;
    const answer = await post('forms', deep(20_000), form);
    expect(await answer.json()).toMatchObject({ code: 'request-invalid', where: 'metadata', status: 400 });
    expect(await (await post('forms', deep(2), form)).json()).toEqual({ fields: { metadata: '[[]]' }, files: [] });
  });

  test('without a boundary is refused as unreadable', async () => {
    await expectRefusal(await post('forms', 'x', { 'content-type': 'multipart/form-data' }), 'multipart-unreadable');
  });

  test('that is not one is refused by its media type', async () => {
    await expectRefusal(await post('forms', '{}', { 'content-type': 'application/json' }), 'media-type-unsupported');
  });

  test('with too many files is refused', async () => {
    const body = part('name="file"; filename="a"', 'x').repeat(40) + '--xyz--\r\n';
    await expectRefusal(await post('forms', body, form), 'multipart-unreadable');
  });

  test('given up in the middle does not hold up the next request on its line', async () => {
    const begin = `${part('name="a"', '1').repeat(2)}--xyz\r\n`;
    const rest = 'x'.repeat(limits.bodyLimit - begin.length);
    const head = `POST /api/v1/forms HTTP/1.1\r\nHost: x\r\nContent-Type: ${form['content-type']}\r\nContent-Length: ${limits.bodyLimit}\r\n\r\n`;
    const answers = await askRaw(head + begin, rest + headOf(0, 'Connection: close'));
    expect(answers).toMatch(/^HTTP\/1.1 400 [^]*"code":"multipart-unreadable"[^]*HTTP\/1.1 202 /);
  });
});
