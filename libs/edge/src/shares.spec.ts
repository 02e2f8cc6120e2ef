/** One caller, or one address, takes its own share of a process and not that of the others. */
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fastifyAdapter, type EdgeAdapter } from './fastify-adapter.js';
import { createLogger } from './logs.js';
import { openEdge } from './open-edge.js';

const KiB = 1024;
const step = 8 * KiB;
const limits = {
  ...{ bodyLimit: 64 * KiB, byteBudget: 160 * KiB, openBodyStep: step },
  ...{ callerBytes: 64 * KiB, addressBytes: 128 * KiB, callerRequests: 6, addressConnections: 12 },
};

@Controller('api/v1')
class SmallDoor {
  @Post('documents')
  take(@Body() body: Buffer): object {
    return { length: body.length };
  }
}

@Module({ controllers: [SmallDoor] })
class SmallExchange {}

let adapter: EdgeAdapter;
let port: number;
let close: () => Promise<void>;
let lines: Socket[];
beforeEach(async () => {
  const log = createLogger({ level: 'silent', name: 'test' });
  const callerOf = ({ headers }: { headers: NodeJS.Dict<string | string[]> }) => headers['x-caller'] as string;
  adapter = fastifyAdapter({ log, limits, callerOf });
  const app = await NestFactory.create(SmallExchange, adapter, { logger: false });
  openEdge(app, log);
  await app.listen(0, '127.0.0.1');
  port = (adapter.getHttpServer().address() as AddressInfo).port;
  lines = [];
  close = () => app.close();
});
afterEach(async () => {
  for (const line of lines) line.destroy();
  await close();
});

/** A request that announces a body of the limit and sends `bytes` of it. */
function begin(caller: string, bytes: number): Socket {
  const line = connect(port, '127.0.0.1');
  lines.push(line);
  line.on('error', () => undefined).on('data', () => undefined);
  line.write(
    `POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nX-Caller: ${caller}\r\nContent-Type: application/edxml\r\n` +
      `Content-Length: ${limits.bodyLimit}\r\n\r\n${'x'.repeat(bytes)}`,
  );
  return line;
}

const submit = (caller: string, bytes: number): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/api/v1/documents`, {
    method: 'POST',
    body: Buffer.alloc(bytes),
    headers: { 'x-caller': caller, 'content-type': 'application/edxml' },
  });

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('did not come about within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const held = (bytes: number): Promise<void> => until(() => adapter.budget.reservedBytes === bytes);

describe('beside a caller', () => {
  test('that announces large bodies and sends nothing, everybody is served, and itself too', async () => {
    for (let count = 0; count < 3; count++) begin('silent', 0);
    await held(3 * step);
    expect((await submit('other', limits.bodyLimit)).status).toBe(201);
    expect((await submit('silent', 10)).status).toBe(201);
  });

  test('that has used up its bytes, another sends the largest body; the first is refused with Retry-After', async () => {
    begin('greedy', 60 * KiB);
    await held(64 * KiB);
    const refused = await submit('greedy', 10);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'over-capacity' });
    expect((await submit('other', limits.bodyLimit)).status).toBe(201);
  });

  test('that has as many requests in work as it may, another is served; the first again when one has ended', async () => {
    const bodyOf = (line: Socket): Promise<string> =>
      new Promise((resolve) => line.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    for (let count = 0; count < limits.callerRequests; count++) begin('busy', 0);
    await held(limits.callerRequests * step);
    expect(await bodyOf(begin('busy', 0))).toMatch(/^HTTP\/1.1 503 [^]*requests of yours/);
    expect((await submit('other', 10)).status).toBe(201);
    lines[0]!.destroy();
    await held((limits.callerRequests - 1) * step);
    expect((await submit('busy', 10)).status).toBe(201);
  });
});

describe('one address', () => {
  test('holds its share of the bytes whoever calls from it, and gives all of it back', async () => {
    begin('one', 60 * KiB);
    begin('two', 60 * KiB);
    await held(128 * KiB);
    expect((await submit('three', 10)).status).toBe(503);
    for (const line of lines) line.destroy();
    await held(0);
    expect((await submit('three', 10)).status).toBe(201);
  });

  test('opens as many connections as it may, and another one when one was closed', async () => {
    const opened = Array.from({ length: limits.addressConnections }, () => connect(port, '127.0.0.1'));
    lines.push(...opened);
    const server = adapter.getHttpServer();
    let accepted = 0;
    server.on('connection', () => accepted++);
    await until(() => accepted === limits.addressConnections);
    await expect(submit('late', 10)).rejects.toThrow();
    const open = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_: unknown, all: number) => resolve(all)));
    opened[0]!.destroy();
    // A timer, for the answer of getConnections alone would leave the sockets no time.
    while ((await open()) >= limits.addressConnections) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await submit('late', 10)).status).toBe(201);
  });
});
