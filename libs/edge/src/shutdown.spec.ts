/** The end of a process, and clients that are too slow: nobody is left hanging. */
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { INestApplication, OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fastifyAdapter } from './fastify-adapter.js';
import type { EdgeLimits } from './fastify-adapter.js';
import { healthRoutes } from './health.js';
import { createLogger } from './logs.js';
import { openEdge } from './open-edge.js';

const log = createLogger({ level: 'silent', name: 'test' });

/** A promise that others keep. */
class Latch {
  open!: () => void;
  readonly isOpen = new Promise<void>((resolve) => (this.open = resolve));
}

const answering = new Latch();
const leaving = new Latch();

@Controller('api/v1')
class SlowDesk implements OnModuleDestroy {
  @Get('slow')
  async slow(): Promise<object> {
    await answering.isOpen;
    return { answered: true };
  }

  async onModuleDestroy(): Promise<void> {
    await leaving.isOpen;
  }
}

@Module({ controllers: [SlowDesk, healthRoutes({ ready: () => Promise.resolve(undefined) })] })
class SlowExchange {}

@Module({})
class EmptyExchange {}

async function start(module: new () => object, limits: Partial<EdgeLimits> = {}): Promise<[INestApplication, number]> {
  const adapter = fastifyAdapter({ log, limits });
  const app = await NestFactory.create(module, adapter, { logger: false });
  openEdge(app, log);
  await app.listen(0, '127.0.0.1');
  return [app, (adapter.getHttpServer().address() as AddressInfo).port];
}

describe('a process that shuts down', () => {
  test('answers what it has begun and turns new requests away with 503', async () => {
    const [app, port] = await start(SlowExchange);
    const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
    const begun = fetch(url('/api/v1/slow'));
    await fetch(url('/health/ready'));
    const closed = app.close();
    const late = await fetch(url('/api/v1/slow'));
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('1');
    expect(late.headers.get('connection')).toBe('close');
    expect(await late.json()).toMatchObject({ code: 'over-capacity' });
    expect((await fetch(url('/health/ready'))).status).toBe(503);
    expect((await fetch(url('/health/live'))).status).toBe(200);
    answering.open();
    expect(await (await begun).json()).toEqual({ answered: true });
    leaving.open();
    await closed;
    await expect(fetch(url('/health/live'))).rejects.toThrow();
  });
});

describe('a client', () => {
  const headers = 'POST /api/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n';

  test.each([
    ['headers', headers],
    ['body', `${headers}\r\nabc`],
  ])('that never finishes its %s is dropped in time', async (_what, text) => {
    const times = { headersTimeoutMs: 100, requestTimeoutMs: 200, connectionsCheckingIntervalMs: 50 };
    const [app, port] = await start(EmptyExchange, times);
    const got = await new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk: Buffer) => (received += chunk.toString('utf8')));
      socket.on('close', () => resolve(received)).on('error', () => undefined);
    });
    expect(got).toMatch(/^HTTP\/1.1 (408|404) /);
    await app.close();
  });

  test('is given 10 s for its headers and 30 s for its request', async () => {
    const adapter = fastifyAdapter({ log });
    const server = adapter.getHttpServer();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
    await adapter.close();
  });
});
