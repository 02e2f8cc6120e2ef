import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unzipOne } from './read-zip.js';
import { zipOne } from './write-zip.js';

const limits = { bytes: 10_000_000, ratio: 100 };
const name = 'văn bản.pdf';
const content = Buffer.from('%PDF-1.7 công văn '.repeat(20));
const archive = zipOne(name, content);

/** The archive with bytes at a place exchanged; a negative place counts from the end. */
function changed(at: number, ...values: number[]): Buffer {
  const bytes = Buffer.from(archive);
  for (const [index, value] of values.entries()) bytes[(at < 0 ? bytes.length + at : at) + index] = value;
  return bytes;
}

describe('an archive of one entry', () => {
  test('gives back name and bytes of any file', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zốđ. ]{1,20}$/), fc.uint8Array({ maxLength: 3_000 }), (entry, bytes) => {
        expect(unzipOne(zipOne(entry, Buffer.from(bytes)), limits)).toEqual({
          entry: { name: entry, bytes: Buffer.from(bytes) },
        });
      }),
    );
  });

  test('is the same every time it is made', () => expect(zipOne(name, content)).toEqual(archive));

  test('may hold its file as it is', () => {
    const [path, size] = [Buffer.from('a.txt'), 3];
    const whole = zipOne('a.txt', Buffer.from('abc'));
    const [local, packed] = [whole.subarray(0, 30 + path.length), whole.readUInt32LE(18)];
    const rest = Buffer.from(whole.subarray(local.length + packed));
    rest.writeUInt16LE(0, 10);
    rest.writeUInt32LE(size, 20);
    rest.writeUInt32LE(local.length + size, rest.length - 6);
    const stored = Buffer.concat([local, Buffer.from('abc'), rest]);
    expect(unzipOne(stored, limits)).toEqual({ entry: { name: 'a.txt', bytes: Buffer.from('abc') } });
  });

  const central = archive.length - 22 - 46 - Buffer.byteLength(name);
  test.each<[string, Buffer, string]>([
    ['no archive at all', randomBytes(100), 'unreadable'],
    ['an archive cut short', archive.subarray(0, -1), 'unreadable'],
    ['a changed checksum', changed(central + 16, 0), 'unreadable'],
    ['a changed byte of the file', changed(60, 0xff, 0xff), 'unreadable'],
    ['another size than the file has', changed(central + 24, 1), 'unreadable'],
    ['a size beyond the limit', changed(central + 24, 0, 0, 0, 0x7f), 'too-large'],
    ['a local header that is not where the directory says', changed(central + 42, 1), 'unreadable'],
    ['a directory that is not there', changed(-6, 0xff, 0xff), 'unreadable'],
    ['an encrypted entry', changed(central + 8, 1), 'unreadable'],
    ['another way of packing', changed(central + 10, 9), 'unreadable'],
    ['two entries', changed(-12, 2), 'several'],
  ])('with %s is not opened', (_, bytes, fault) => expect(unzipOne(bytes, limits)).toEqual({ fault }));

  test('that becomes many times its size is not opened, a small one may', () => {
    expect(unzipOne(zipOne('a', Buffer.alloc(2_000_000)), limits)).toEqual({ fault: 'too-large' });
    expect(unzipOne(zipOne('a', Buffer.alloc(900_000)), limits)).toMatchObject({ entry: { name: 'a' } });
  });

  test('never throws, whichever of its bits are changed', () => {
    for (let bit = 0; bit < archive.length * 8; bit += 1) {
      const bytes = Buffer.from(archive);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const outcome = unzipOne(bytes, limits);
      if ('entry' in outcome) expect(outcome.entry.bytes).toEqual(content);
    }
  });
});
