/** A client that does not give up: what it asks again, and what it does not. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Door } from './door.js';

const open: { server?: Server; door?: Door }[] = [];

afterEach(async () => {
  for (const { server, door } of open.splice(0)) {
    await door?.close();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ server });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function doorTo(...urls: string[]): Door {
  const door = new Door(urls, 1);
  open.push({ door });
  return door;
}

/** An address at which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const page = JSON.stringify({ items: [], more: false });

describe('the way to the exchange', () => {
  test('leads to the other address when one does not answer', async () => {
    const door = doorTo(await closedPort(), await serve((_, response) => response.end(page)));
    await expect(door.ask('key', (client) => client.inbox())).resolves.toEqual({ items: [], more: false });
    expect(door.troubles).toEqual({ unanswered: 1, busy: 0, unexpected: 0 });
  });

  test('waits as long as a busy exchange asks for, and asks again', async () => {
    const asked: number[] = [];
    const url = await serve((_, response) => {
      asked.push(performance.now());
      if (asked.length > 1) return response.end(page);
      return response.writeHead(503, { 'retry-after': '1' }).end('{}');
    });
    const door = doorTo(url);
    await door.ask('key', (client) => client.inbox());
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(950);
    expect(door.troubles.busy).toBe(1);
  });

  test('does not ask again what was refused', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(422).end(JSON.stringify({ code: 'signature-altered', detail: 'the digest differs' }));
    });
    const door = doorTo(url);
    await expect(door.ask('key', (client) => client.submit(Buffer.from('x')))).rejects.toThrow('signature-altered');
    expect(asked).toBe(1);
  });

  test('counts an answer of 500 as one no exchange should give', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked > 1 ? 200 : 500).end(page);
    });
    const door = doorTo(url);
    await door.ask('key', (client) => client.inbox());
    expect(door.troubles.unexpected).toBe(1);
  });

  test('ends once its patience is limited', async () => {
    const door = doorTo(await closedPort());
    door.limitPatience(150);
    await expect(door.ask('key', (client) => client.inbox())).rejects.toThrow('no answer');
  });
});
