/** Answers at a real socket: paths, parameters, failures, logs, health and the description of the API. */
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Query, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refusals } from '@lienthong/edxml';
import type { RefusalCode } from '@lienthong/edxml';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { describeApi } from './describe-api.js';
import { fastifyAdapter } from './fastify-adapter.js';
import { healthRoutes } from './health.js';
import { createLogger } from './logs.js';
import { openEdge } from './open-edge.js';
import { packagesAnswer } from './packages-stream.js';
import type { PackagePart } from './packages-stream.js';
import { refusedError } from './refused.js';

const lines: string[] = [];
const log = createLogger({ level: 'debug', name: 'test', destination: { write: (line) => void lines.push(line) } });
let notReady: string | undefined;

const Status = z.strictObject({ document: z.uuid(), code: z.number().int().max(16) });
const Statuses = z.strictObject({ statuses: z.array(Status).max(500) }).meta({ id: 'Statuses' });
const PageQuery = z.object({ limit: z.coerce.number().int().max(500).default(100) });

async function* brokenStore(): AsyncGenerator<PackagePart> {
  yield { document: '7', bytes: Buffer.from('x'), digest: Buffer.alloc(32) };
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('the store broke in the middle');
}

@Controller('api/v1')
class SmallDesk {
  @Get('packages')
  packages(@Res() reply: FastifyReply): void {
    const { contentType, body } = packagesAnswer(brokenStore());
    reply.type(contentType).send(body);
  }

  @Get('documents/:document')
  one(@Param('document') document: string): object {
    throw refusedError('document-not-found', `There is no document ${document} for you`, 'document');
  }

  @Post('statuses')
  statuses(@Body({ schema: Statuses }) body: z.infer<typeof Statuses>): object {
    return { taken: body.statuses.length };
  }

  @Get('inbox')
  inbox(@Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>): object {
    return { limit: query.limit };
  }

  @Get('failure')
  fail(): object {
    throw new Error('the innermost secret of this process');
  }

  @Get('store')
  store(): object {
    throw Object.assign(new Error('query failed'), { driverError: { code: '57P01' } });
  }
}

@Module({ controllers: [SmallDesk, healthRoutes({ ready: () => Promise.resolve(notReady) })] })
class SmallExchange {}

let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(SmallExchange, fastifyAdapter({ log }), { logger: false });
  openEdge(app, log);
  describeApi(app, { title: 'Small exchange', version: '1', description: 'for tests' });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});

afterAll(async () => app.close());

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly problem: Record<string, unknown>;
}

async function ask(path: string, init: RequestInit = {}): Promise<Told> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const problem = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: answer.status, headers: answer.headers, text, problem };
}

const postJson = (path: string, body: string, headers: Record<string, string> = {}): Promise<Told> =>
  ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

function expectProblem(answer: Told, code: RefusalCode): void {
  const { status, title } = refusals[code];
  const instance = answer.headers.get('x-correlation-id');
  expect(answer.problem).toMatchObject({ type: `urn:lienthong:refusal:${code}`, title, status, code, instance });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
}

describe('a path', () => {
  test('that is known answers a wrong method with 405 and names the right ones', async () => {
    const answer = await ask('/api/v1/documents/7', { method: 'DELETE' });
    expectProblem(answer, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    const put = await ask('/api/v1/statuses?a=1', {
      method: 'PUT',
      body: '{',
      headers: { 'content-type': 'text/html' },
    });
    expect(put.headers.get('allow')).toBe('POST');
  });

  test('that is unknown is told so, whatever its body', async () => {
    expectProblem(await ask('/api/v1/nowhere'), 'route-unknown');
    expectProblem(await postJson('/api/v1/nowhere', '{'), 'route-unknown');
  });

  test('that can not be decoded is refused', async () => {
    expect((await ask('/api/v1/documents/%ff')).problem).toMatchObject({ code: 'request-invalid', status: 400 });
  });
});

describe('JSON at the edge', () => {
  const status = { document: '0190b3c4-0000-7000-8000-000000000001', code: 3 };

  test('of the right shape is taken, with its defaults', async () => {
    expect((await postJson('/api/v1/statuses', JSON.stringify({ statuses: [status] }))).problem).toEqual({ taken: 1 });
    expect((await ask('/api/v1/inbox')).problem).toEqual({ limit: 100 });
  });

  test.each(['{', '', '{"__proto__":{}}', '"'])('that reads %j is refused', async (text) => {
    const answer = await postJson('/api/v1/statuses', text);
    expectProblem(answer, 'request-invalid');
    expect(answer.headers.get('connection')).not.toBe('close');
  });

  test.each([
    ['lists', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['objects', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
    ['lists one too deep', `{"statuses":${'['.repeat(64)}${']'.repeat(64)}}`],
  ])('of %s within each other is refused, never a failure of ours', async (_, text) => {
    const answer = await postJson('/api/v1/statuses', text);
    expectProblem(answer, 'request-invalid');
    expect(answer.problem).toMatchObject({ where: 'body', detail: expect.stringContaining('more than 64 deep') });
  });

  test('that nests as deep as is allowed is judged by its shape', async () => {
    const answer = await postJson('/api/v1/statuses', `{"statuses":${'['.repeat(63)}${']'.repeat(63)}}`);
    expect(answer.problem.where).toBe('body.statuses[0]');
  });

  test.each([
    ['{"statuses":[{"document":"a\\u0000"}]}', 'body.statuses[0].document'],
    ['{"statuses":[{"\\ud800":1}]}', 'body.statuses[0]'],
  ])('that reads %s holds what no text has, and is refused there', async (text, where) => {
    const answer = await postJson('/api/v1/statuses', text);
    expectProblem(answer, 'request-invalid');
    expect(answer.problem.where).toBe(where);
  });

  test('of a wrong shape is refused with the place of the fault', async () => {
    const statuses = [status, { ...status, code: 'three' }];
    const answer = await postJson('/api/v1/statuses', JSON.stringify({ statuses }));
    expectProblem(answer, 'request-invalid');
    expect(answer.problem.where).toBe('body.statuses[1].code');
    expect((await ask('/api/v1/inbox?limit=501')).problem.where).toBe('query.limit');
  });
});

describe('a failure', () => {
  test('of a handler is a refusal when it is one, in the language asked for', async () => {
    const answer = await ask('/api/v1/documents/7', { headers: { 'accept-language': 'vi-VN' } });
    expect(answer.status).toBe(404);
    expect(answer.problem).toMatchObject({ title: refusals['document-not-found'].vietnamese, where: 'document' });
  });

  test('of the store is 503 with Retry-After, never 500', async () => {
    const answer = await ask('/api/v1/store');
    expectProblem(answer, 'store-unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  test('of our own tells the client nothing but where to look', async () => {
    const answer = await ask('/api/v1/failure', { headers: { 'x-correlation-id': 'lan-1' } });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('innermost');
    expect(answer.problem).toMatchObject({ code: 'internal', instance: 'lan-1' });
    const reports = lines.filter((line) => line.includes('innermost'));
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain('"correlation":"lan-1"');
  });

  test('in the middle of an answer cuts it off, so that nobody takes the half for the whole', async () => {
    await expect(ask('/api/v1/packages')).rejects.toThrow();
    expect(lines.filter((line) => line.includes('the store broke in the middle'))).toEqual([
      expect.stringMatching(/"level":"error".*"route":"\/api\/v1\/packages".*answer broke off/),
    ]);
  });

  test('below HTTP is answered with a problem too', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      let got = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nbroken header\r\n\r\n'));
      socket.on('data', (chunk: Buffer) => (got += chunk.toString('utf8')));
      socket.on('close', () => resolve(got)).on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^]*application\/problem\+json[^]*request-invalid/);
  });
});

describe('a request', () => {
  test('keeps the correlation id it came with, if that is harmless', async () => {
    const given = await ask('/api/v1/inbox', { headers: { 'x-correlation-id': 'axis-42' } });
    expect(given.headers.get('x-correlation-id')).toBe('axis-42');
    const odd = await ask('/api/v1/inbox', { headers: { 'x-correlation-id': '{"a":1}' } });
    expect(odd.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.filter((line) => line.includes('"correlation":"axis-42"'))).toHaveLength(1);
  });

  test('never brings its key into the log or into an answer', async () => {
    const key = `edx_0123456789abcdef_${'Zz9-'.repeat(11).slice(0, 43)}`;
    const headers = { authorization: `Bearer ${key}` };
    const answers = [
      await postJson('/api/v1/statuses', JSON.stringify({ key, [key]: 1 }), headers),
      await ask('/api/v1/failure', { headers }),
      await ask(`/api/v1/nowhere?key=${key}`, { headers }),
      await ask(`/api/v1/inbox?limit=${key}`, { headers }),
    ];
    log.error({ ...headers, nested: { key } }, `failed for ${key} at postgres://office:${key}@localhost/x`);
    const isHeld = (text: string): boolean => text.includes(key.slice(-20));
    expect(lines.filter((line) => line.includes('failed for edx_0123456789abcdef_[secret]'))).toHaveLength(1);
    expect(lines.filter(isHeld)).toEqual([]);
    expect(answers.slice(1).filter((answer) => isHeld(answer.text))).toEqual([]);
  });
});

describe('the health of a process', () => {
  test('is live always, and ready only while nothing is missing', async () => {
    expect((await ask('/health/live')).problem).toEqual({ status: 'live' });
    expect((await ask('/health/ready')).problem).toEqual({ status: 'ready' });
    notReady = 'PostgreSQL does not answer';
    const answer = await ask('/health/ready');
    notReady = undefined;
    expectProblem(answer, 'store-unavailable');
    expect(answer.problem.detail).toBe('PostgreSQL does not answer');
  });
});

describe('the description of the API', () => {
  test('is a page at /api and a document at /api-json that knows routes and schemas', async () => {
    const page = await ask('/api');
    expect(page.text).toContain('Small exchange');
    const parts = [...page.text.matchAll(/(?:src|href)="\.(\/api\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(parts).toHaveLength(3);
    for (const part of parts) expect((await ask(part)).status).toBe(200);
    const { problem } = await ask('/api-json');
    expect(JSON.stringify(problem)).toContain('"#/components/schemas/Statuses"');
  });
});
