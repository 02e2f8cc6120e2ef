/** Each package is scanned once while the scanner's signatures stay the same; a scanner that fails is not asked about each of many. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@lienthong/edge';
import { writePackage } from '@lienthong/edxml';
import { Clamd } from './clamd.js';
import { Scanner } from './scanner.js';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

const person = { organId: 'H54.01', organName: 'Sở Nội vụ' };
const attachment = (name: string) => ({
  contentId: name,
  name,
  contentType: 'text/plain',
  bytes: Buffer.from(`tệp ${name}`),
});
const packageOf = (...names: string[]): Buffer =>
  writePackage(
    {
      ...{
        from: person,
        to: [{ organId: 'H54.02', organName: 'Sở Tài chính' }],
        documentId: `H54.01,2020/03/02,${names[0]}`,
      },
      ...{ code: { number: '1', notation: 'CV' }, promulgation: { place: 'Thái Bình', date: '2020-03-02' } },
      ...{ type: { type: 18, name: 'Công văn' }, subject: 'Về việc quét', trace: [], business: { type: 0 } },
      claimsSignature: false,
    },
    names.map(attachment),
  );

/** A scanner that finds `bad` in files that hold it, and says what else it is told to; counts the files it was given. */
async function scannerThat(said: { version: string; word?: string }) {
  let files = 0;
  server = createServer((socket) => {
    let heard = '';
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      heard += part.toString('latin1');
      if (heard === 'zVERSION\0') return void socket.end(`ClamAV ${said.version}\0`);
      if (!heard.endsWith('\0\0\0\0')) return;
      files += 1;
      socket.end(said.word ?? (heard.includes('bad') ? 'stream: Test.Bad FOUND\0' : 'stream: OK\0'));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const packages = new Map([
    ['clean', packageOf('one', 'two')],
    ['infected', packageOf('one', 'bad')],
    ['unreadable', Buffer.from('no package')],
    ...Array.from({ length: 40 }, (_, index): [string, Buffer] => [`more-${index}`, packageOf(`more-${index}`)]),
  ]);
  const read = (digests: readonly string[]) =>
    Promise.resolve(
      new Map(digests.flatMap((digest) => (packages.has(digest) ? [[digest, packages.get(digest)!]] : []))),
    );
  const clamd = new Clamd({ host: '127.0.0.1', port }, { answerWithinMs: 2_000, mostBytes: 1_000_000 });
  const log = createLogger({ level: 'silent', name: 'test' });
  return { scanner: new Scanner({ clamd, packages: { read }, log }), files: () => files };
}

describe('a scanner of packages', () => {
  test('looks at every attachment and at the package, and names what it found and where', async () => {
    const { scanner, files } = await scannerThat({ version: '1' });
    expect(await scanner.look(['clean'])).toEqual(new Map([['clean', { is: 'clean' }]]));
    expect(files()).toBe(3);
    const found = await scanner.look(['infected', 'unreadable', 'absent']);
    expect(found).toEqual(new Map([['infected', { is: 'infected', find: 'Test.Bad in bad' }]]));
  });

  test('looks at a package once, also for many who ask at the same time, until its signatures change', async () => {
    const said = { version: '1' };
    const { scanner, files } = await scannerThat(said);
    await Promise.all(Array.from({ length: 20 }, () => scanner.look(['clean', 'clean'])));
    expect([files(), scanner.known('clean')]).toEqual([3, { is: 'clean' }]);
    said.version = '2';
    await scanner.look(['clean']);
    expect(files()).toBe(6);
  });

  test('does not keep what it could not find out, and asks again', async () => {
    const said: { version: string; word?: string } = { version: '1', word: 'stream: OK' };
    const { scanner } = await scannerThat(said);
    expect((await scanner.look(['clean'])).get('clean')).toMatchObject({ is: 'unscanned' });
    expect(scanner.known('clean')).toBeUndefined();
    delete said.word;
    expect((await scanner.look(['clean'])).get('clean')).toEqual({ is: 'clean' });
  });

  test('gives up a round after a few faults: of forty packages none is clean and few were tried', async () => {
    const { scanner, files } = await scannerThat({ version: '1', word: 'ERROR\0' });
    const digests = Array.from({ length: 40 }, (_, index) => `more-${index}`);
    const found = await scanner.look(digests);
    expect(digests.map((digest) => found.get(digest)?.is)).toEqual(Array(40).fill('unscanned'));
    expect(files()).toBeLessThan(10);
  });
});
