/** BER as others write it becomes the DER it stands for; what is no BER, or too much of it, becomes nothing. */
import { describe, expect, test } from '@jest/globals';
import { derOf, readBer, type BerLimits } from './read-ber.js';

const limits: BerLimits = { bytes: 1 << 24, depth: 32, elements: 100_000 };
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const made = (text: string): string | undefined => derOf(hex(text), limits)?.toString('hex');

describe('BER', () => {
  test.each([
    ['DER, unchanged', '3006020101040105', '3006020101040105'],
    ['a length left open', '3080 020101 0000', '3003020101'],
    ['lengths left open in each other', 'a080 3080 0401aa 0000 0401bb 0000', 'a00830030401aa0401bb'],
    ['a string in pieces', '2406 040101 040102', '04020102'],
    ['a string in pieces of pieces, left open', '2480 2403040101 2480 040102 0000 0000', '04020102'],
    ['an empty string in pieces', '2480 0000', '0400'],
    ['a length with zeros in front', '0483000001 aa', '0401aa'],
    ['a long length for a short one', '308103020101', '3003020101'],
    ['a tag of two bytes', 'bf2a80 0401aa 0000', 'bf2a030401aa'],
    ['a set that is not in order, kept so', '3180 020102 020101 0000', '3106020102020101'],
    ['128 bytes left open', `3080 048180${'00'.repeat(128)} 0000`, `308183048180${'00'.repeat(128)}`],
    ['65,536 bytes', `2480 0483010000${'07'.repeat(65536)} 0000`, `0483010000${'07'.repeat(65536)}`],
  ])('%s', (_, ber, der) => {
    expect(made(ber)).toBe(der.replaceAll(' ', ''));
  });

  test.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['an open length that nothing ends', '3080 020101'],
    ['an open length of a primitive', '0480 0000'],
    ['an end of contents in a definite length', '3005 020101 0000'],
    ['an end of contents alone', '0000'],
    ['a string with a number among its pieces', '2406 040101 020102'],
    ['an element longer than what holds it', '3003 0405aa'],
    ['a length of five bytes', '04850100000000'],
    ['bytes after the element', '3080 0000 00'],
  ])('is not %s', (_, ber) => {
    expect(made(ber)).toBeUndefined();
  });

  test('is read as far as one element reaches', () => {
    const reading = readBer(hex('3080 020101 0000 000000'), limits);
    expect([reading?.der.toString('hex'), reading?.end]).toEqual(['3003020101', 7]);
  });

  test('shows which parts are as they were written', () => {
    const reading = readBer(hex('3080 3003020101 3080 020102 0000 020103 0000'), limits);
    const { der, isAsWritten } = reading ?? { der: Buffer.alloc(0), isAsWritten: () => true };
    expect(der.toString('hex')).toBe('300d' + '3003020101' + '3003020102' + '020103');
    const parts = [der, der.subarray(2, 7), der.subarray(7, 12), der.subarray(9, 12), der.subarray(12)];
    expect(parts.map(isAsWritten)).toEqual([false, true, false, true, true]);
  });

  test('beyond the limits is not read: too deep, too many elements, too long', () => {
    const nested = (depth: number): Buffer => hex('3080'.repeat(depth) + '0000'.repeat(depth));
    expect(derOf(nested(33), limits)?.length).toBe(2 * 33);
    expect([nested(34), nested(200_000)].map((ber) => derOf(ber, limits))).toEqual([undefined, undefined]);
    const many = hex(`3080${'3000'.repeat(100_000)}0000`);
    expect(derOf(many, limits)).toBeUndefined();
    expect(derOf(hex('020101'), { ...limits, bytes: 2 })).toBeUndefined();
  });
});
