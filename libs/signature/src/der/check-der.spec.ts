/** What is DER and what is not, byte by byte, and what the reader makes of numbers, times and identifiers. */
import { describe, expect, test } from '@jest/globals';
import { requireDer } from './check-der.js';
import { attempt, DerFault } from './der-fault.js';
import { DerReader } from './der-reader.js';
import { decodeOid, encodeOid, oids } from './oids.js';
import { bits, encode, integer, oid, octets, sequence, time } from './write-der.js';

const isDer = (hex: string): boolean =>
  'value' in attempt('signature-malformed', () => requireDer(Buffer.from(hex, 'hex')));

describe('DER', () => {
  test.each([
    ['a null', '0500'],
    ['zero', '020100'],
    ['128, with the zero that keeps it positive', '02020080'],
    ['minus one', '0201ff'],
    ['true', '0101ff'],
    ['an empty sequence', '3000'],
    ['nine bits', '0303070180'],
    ['a set in order', '3106020101020102'],
    ['a length of 128 in two bytes', `048180${'00'.repeat(128)}`],
    ['a context tag', 'a003020101'],
  ])('holds %s', (_, hex) => {
    expect(isDer(hex)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a length that is not there', '3082'],
    ['a length beyond the end', '040500'],
    ['an element longer than what holds it', '3003040400000000'],
    ['bytes after the element', '050000'],
    ['indefinite length', '30800000'],
    ['a long length where a short one does', '04810100'],
    ['a length with a zero in front', `04820080${'00'.repeat(128)}`],
    ['a length of five bytes', '04850000000001ff'],
    ['an empty integer', '0200'],
    ['a padded integer', '02020001'],
    ['a padded negative integer', '0202ff80'],
    ['a boolean that is neither', '010101'],
    ['a null with content', '050100'],
    ['bits without a count', '0300'],
    ['nine unused bits', '03020900'],
    ['unused bits that are set', '0303070181'],
    ['unused bits of nothing', '030101'],
    ['an empty identifier', '0600'],
    ['an identifier that is cut off', '06022a86'],
    ['a padded identifier', '06032a8001'],
    ['a set out of order', '3106020102020101'],
    ['an octet string in pieces', '2403040100'],
    ['a primitive sequence', '1000'],
    ['a tag of two bytes', '1f8100'],
    ['an end of contents', '0000'],
    ['an application tag', '4000'],
    ['a private constructed tag', 'e000'],
  ])('does not hold %s', (_, hex) => {
    expect(isDer(hex)).toBe(false);
  });

  test('an identifier of 65 bytes is refused before anybody decodes it', () => {
    expect(isDer(`0641${'81'.repeat(64)}01`)).toBe(false);
    expect(isDer(`0640${'81'.repeat(63)}01`)).toBe(true);
  });

  test('a fault that is not of the bytes stays an error', () => {
    const broken = (): never => {
      throw new TypeError('a mistake of ours');
    };
    expect(() => attempt('signature-malformed', broken)).toThrow(TypeError);
    expect(attempt('signature-malformed', () => new DerReader(Buffer.alloc(0)).readOid())).toHaveProperty('refusal');
  });
});

describe('what is written is read back', () => {
  const read = (hex: string): DerReader => new DerReader(Buffer.from(hex, 'hex'));

  test.each([...Object.values(oids), '2.999.1', '1.39.268435455.0', '0.0'])('the identifier %s', (dotted) => {
    const content = encodeOid(dotted);
    expect(decodeOid(content, 0, content.length)).toBe(dotted);
    expect(new DerReader(encode(oid(dotted))).readOid()).toBe(dotted);
  });

  test.each([0, 1, 127, 128, 255, 256, 65537, 2 ** 40])('the number %d', (number) => {
    const der = encode(integer(number));
    requireDer(der);
    expect(new DerReader(der).readSmallInteger()).toBe(number);
  });

  test.each(['1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z', '2020-02-29T12:00:00Z'])(
    'the time %s',
    (iso) => {
      expect(new DerReader(encode(time(new Date(iso)))).readTime()).toBe(Date.parse(iso));
    },
  );

  test('a late time in the early form, a wrong date and a number too large are faults', () => {
    const early = encode(time(new Date('2050-01-01T00:00:00Z')))
      .toString('hex')
      .replace('32303530', '32303439');
    expect(() => read(early).readTime()).toThrow('must be a UTCTime');
    expect(() => time(new Date('1900-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => read('02080100000000000000').readSmallInteger()).toThrow(DerFault);
    expect(() => read('0201ff').readSmallInteger()).toThrow(DerFault);
  });

  test('bits that are not whole bytes, and a default written out, are faults', () => {
    expect(new DerReader(encode(bits(Buffer.of(1, 2)))).readBits()).toEqual(Buffer.of(1, 2));
    expect(() => new DerReader(encode(bits(Buffer.of(0x80), 7))).readBits()).toThrow(DerFault);
    expect(() => read('010100').readFlag()).toThrow('not DER');
  });

  test('elements left over, and another tag than the standard’s, are faults', () => {
    const list = new DerReader(encode(sequence(integer(1), octets(Buffer.alloc(1))))).enter(0x30);
    expect(list.readSmallInteger()).toBe(1);
    expect(() => list.finish('the list')).toThrow('the list holds more');
    expect(() => list.readOid()).toThrow('tag 0x6 was expected at byte 5, tag 0x4 was found');
    list.skip();
    expect(() => list.readOid()).toThrow('the end was found');
  });
});
