/** Whatever a scanner does that is not a whole and well-formed answer, the file counts as not scanned. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Clamd, readScannerAddress, ScannerFault } from './clamd.js';

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

const end = Buffer.alloc(4);

/** Does what it is told with each connection: at once, or when it has heard the whole question. */
async function clamdThat(
  does: { atOnce?: (socket: Socket) => void; then?: (socket: Socket, heard: Buffer) => void },
  answerWithinMs = 20_000,
) {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    does.atOnce?.(socket);
    let heard: Buffer = Buffer.alloc(0);
    socket.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part]);
      const isWhole = heard.toString('latin1') === 'zVERSION\0' || heard.subarray(-4).equals(end);
      if (isWhole) does.then?.(socket, heard);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new Clamd({ host: '127.0.0.1', port }, { answerWithinMs, mostBytes: 50_000_000 });
}

const answering = (text: string) => clamdThat({ then: (socket) => socket.end(Buffer.from(text, 'latin1')) });
const file = Buffer.from('công văn');

describe('a scanner that answers as it should', () => {
  test('says that a file is clean, or the name of what it found', async () => {
    expect(await (await answering('stream: OK\0')).scan(file)).toBeUndefined();
    server?.close();
    expect(await (await answering('stream: Win.Test.EICAR_HDB-1 FOUND\0')).scan(file)).toBe('Win.Test.EICAR_HDB-1');
  });

  test('hears the file in chunks, each after its length, and an empty one at the end', async () => {
    const large = Buffer.alloc(2_500_000, 65);
    let heard: Buffer = Buffer.alloc(0);
    const clamd = await clamdThat({
      then: (socket, question) => {
        heard = question;
        socket.end('stream: OK\0');
      },
    });
    await clamd.scan(large);
    let at = heard.indexOf(0) + 1;
    expect(heard.toString('latin1', 0, at)).toBe('zINSTREAM\0');
    const chunks: Buffer[] = [];
    for (let length = heard.readUInt32BE(at); length > 0; length = heard.readUInt32BE(at)) {
      chunks.push(heard.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    expect([Buffer.concat(chunks).equals(large), at + 4]).toEqual([true, heard.length]);
  });

  test('may send its answer in pieces', async () => {
    const clamd = await clamdThat({
      then: (socket) => {
        socket.setNoDelay(true);
        socket.write('stre');
        setImmediate(() => socket.end('am: OK\0'));
      },
    });
    expect(await clamd.scan(file)).toBeUndefined();
  });
});

describe('a scanner that misbehaves is a fault, never a clean file', () => {
  test.each([
    'stream: OK',
    'stream: OK\0\0',
    'stream: OK\n',
    'stream: OK\0stream: OK\0',
    ' stream: OK\0',
    'stream: ok\0',
    'OK\0',
    'stream:  FOUND\0',
    'stream: a b FOUND\0',
    'stream: \u0007 FOUND\0',
    'INSTREAM size limit exceeded. ERROR\0',
    "stream: Can't allocate memory ERROR\0",
    'UNKNOWN COMMAND\0',
    '\0',
    '',
  ])('when it answers %j', async (text) => {
    await expect((await answering(text)).scan(file)).rejects.toThrow(ScannerFault);
  });

  test('when its answer does not end', async () => {
    const endless = await answering('x'.repeat(5_000));
    await expect(endless.scan(file)).rejects.toThrow('longer than 1024 bytes');
  });

  test('when it hangs, until the time is over', async () => {
    await expect((await clamdThat({}, 300)).scan(file)).rejects.toThrow('no answer within 300 ms');
  });

  test('when it says half an answer and hangs', async () => {
    const clamd = await clamdThat({ then: (socket) => socket.write('stream: O') }, 300);
    await expect(clamd.scan(file)).rejects.toThrow('no answer within 300 ms, after "stream: O"');
  });

  test('when it closes or resets the connection at once', async () => {
    const closing = await clamdThat({ atOnce: (socket) => socket.end() });
    await expect(closing.scan(file)).rejects.toThrow(ScannerFault);
    server?.close();
    const resetting = await clamdThat({ atOnce: (socket) => socket.resetAndDestroy() });
    await expect(resetting.scan(file)).rejects.toThrow(ScannerFault);
  });

  test('when it calls a file clean that it has not heard to its end', async () => {
    const hasty = await clamdThat({ atOnce: (socket) => socket.pause().end('stream: OK\0') });
    await expect(hasty.scan(Buffer.alloc(50_000_000))).rejects.toThrow('before it had heard everything');
  });

  test('when nobody listens, or the file is larger than it is given', async () => {
    const clamd = await answering('stream: OK\0');
    await expect(clamd.scan(Buffer.alloc(50_000_001))).rejects.toThrow('larger than 50000000');
    await new Promise((resolve) => server!.close(resolve));
    await expect(clamd.scan(file)).rejects.toThrow('ECONNREFUSED');
  });

  test('when its version is no version', async () => {
    expect(await (await answering('ClamAV 1.4.6/27000/Sun Nov 22 2026\0')).version()).toContain('27000');
    server?.close();
    await expect((await answering('stream: OK\0')).version()).rejects.toThrow('its version is');
  });
});

test('its address is a socket file, or a host and a port', () => {
  expect(readScannerAddress('unix:/run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' });
  expect(readScannerAddress('tcp://scanner.example:3310')).toEqual({ host: 'scanner.example', port: 3310 });
  expect(readScannerAddress('tcp://[::1]:3310')).toEqual({ host: '::1', port: 3310 });
  for (const wrong of ['unix:clamd.ctl', 'tcp://host', 'http://host:3310', 'tcp://a:b:1', ''])
    expect(() => readScannerAddress(wrong)).toThrow('no address of a scanner');
});
