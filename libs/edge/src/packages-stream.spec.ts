/** The streamed answer of many packages. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { packagesAnswer } from './packages-stream.js';
import type { PackagePart } from './packages-stream.js';

const partOf = (document: string, bytes: Buffer): PackagePart => ({
  document,
  bytes,
  digest: createHash('sha256').update(bytes).digest(),
});

describe('an answer of many packages', () => {
  test('is one part for each, in order, with length, id and digest in front', async () => {
    const { contentType, body } = packagesAnswer([
      partOf('one', Buffer.from('\r\n--x')),
      partOf('two', Buffer.alloc(0)),
    ]);
    const boundary = contentType.replace('multipart/mixed; boundary=', '');
    const text = Buffer.concat(await body.toArray()).toString('latin1');
    const empty = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    expect(text.split(`--${boundary}`).slice(1)).toEqual([
      expect.stringMatching(
        /^\r\nContent-Type: application\/edxml\r\nContent-Length: 5\r\nContent-ID: <one>\r\n[^]*\r\n\r\n\r\n--x\r\n$/,
      ),
      expect.stringContaining(`Content-Length: 0\r\nContent-ID: <two>\r\nRepr-Digest: sha-256=:${empty}:\r\n\r\n\r\n`),
      '--\r\n',
    ]);
  });

  test('of no package is only its end', async () => {
    const { body } = packagesAnswer([]);
    expect(Buffer.concat(await body.toArray()).toString('latin1')).toMatch(/^--lienthong-[0-9a-f]{24}--\r\n$/);
  });

  test('fails when its packages fail, instead of ending early', async () => {
    async function* failing(): AsyncGenerator<PackagePart> {
      yield partOf('one', Buffer.from('x'));
      await Promise.resolve();
      throw new Error('the store went away');
    }
    await expect(packagesAnswer(failing()).body.toArray()).rejects.toThrow('the store went away');
  });
});
