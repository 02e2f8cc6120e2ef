/** The bulk answer, read from chunks of any size. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf, readPackages } from './read-packages.js';

const boundary = 'lienthong-0011';
const contentType = `multipart/mixed; boundary=${boundary}`;
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

function answerOf(packages: readonly Buffer[]): Buffer {
  const parts = packages.map((bytes, at) => {
    const digest = sha256(bytes).toString('base64');
    const headers = `Content-Type: application/edxml\r\nContent-Length: ${bytes.length}\r\nContent-ID: <document-${at}>\r\nRepr-Digest: sha-256=:${digest}:`;
    return Buffer.concat([Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const arrayOf = <T>(items: AsyncIterable<T>): Promise<T[]> => Readable.from(items).toArray() as Promise<T[]>;

const read = (bytes: Buffer, size: number, compute = false): Promise<unknown[]> =>
  arrayOf(readPackages(inChunks(bytes, size), contentType, compute));

describe('the packages of a bulk answer', () => {
  test('are what was written, whatever their bytes and however the stream is cut', async () => {
    const packages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
    const property = fc.asyncProperty(packages, fc.integer({ min: 1, max: 700 }), async (given, size) => {
      const expected = given.map((bytes, at) => {
        const digest = sha256(Buffer.from(bytes)).toString('hex');
        return { document: `document-${at}`, bytes: Buffer.from(bytes), digest, computed: digest };
      });
      expect(await read(answerOf(given.map((bytes) => Buffer.from(bytes))), size, true)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('may hold the boundary itself', async () => {
    const bytes = Buffer.from(`\r\n--${boundary}--\r\n`);
    expect(await read(answerOf([bytes, bytes]), 7)).toMatchObject([{ bytes }, { bytes }]);
  });

  test('are hashed only when that is asked for', async () => {
    const [one] = await read(answerOf([Buffer.from('x')]), 100);
    expect(one).not.toHaveProperty('computed');
  });

  test('are an error when the stream ends before its last boundary, wherever', async () => {
    const whole = answerOf([Buffer.from('a package'), Buffer.from('another')]);
    for (let length = 0; length < whole.length; length += 1) {
      await expect(read(whole.subarray(0, length), 64)).rejects.toThrow('the answer ended in the middle');
    }
  });

  test('are an error when the stream goes on after its last boundary', async () => {
    const surplus = Buffer.concat([answerOf([]), Buffer.from('x')]);
    await expect(read(surplus, 1)).rejects.toThrow('goes on after its end');
    await expect(read(surplus, 100)).rejects.toThrow('goes on after its end');
  });

  test.each([
    ['has another length than it says', 'Content-Length: 9', 'Content-Length: 8', 'a part does not end where'],
    ['has no length', 'Content-Length: 9', 'X: 9', 'a part has no Content-Length'],
    ['has no digest', 'Repr-Digest', 'X-Digest', 'no Repr-Digest'],
    ['begins with endless headers', 'Content-Type: ', `X: ${'x'.repeat(5_000)}`, 'headers of a part are too long'],
  ])('are an error when a part %s', async (_what, found, put, message) => {
    const bytes = Buffer.from(
      answerOf([Buffer.from('a package')])
        .toString('latin1')
        .replace(found, put),
      'latin1',
    );
    await expect(read(bytes, 64)).rejects.toThrow(message);
  });

  test('are an error when the answer is no multipart', async () => {
    await expect(arrayOf(readPackages(inChunks(Buffer.alloc(0), 1), 'text/html'))).rejects.toThrow('text/html');
  });
});

describe('a Repr-Digest header', () => {
  test('gives the SHA-256 among other digests, or nothing', () => {
    const digest = sha256(Buffer.from('x'));
    expect(digestOf(`md5=:YQ==:, sha-256=:${digest.toString('base64')}:`)).toBe(digest.toString('hex'));
    expect(digestOf('sha-256=:YQ==:')).toBeUndefined();
    expect(digestOf(undefined)).toBeUndefined();
  });
});
