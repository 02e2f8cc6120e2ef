/** A deployment can live in any year: its certificates follow its official time. */
import { X509Certificate } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { beginningOf, stillDoes } from './certificate-life.js';

const of = (validFrom: string, validTo: string) => ({ validFrom, validTo }) as X509Certificate;

test('certificates begin with the year before official time in Vietnam', () => {
  expect(beginningOf(new Date('2020-01-01T00:00:00+07:00'))).toEqual(new Date('2019-01-01T00:00:00Z'));
  expect(beginningOf(new Date('2026-11-22T08:00:00Z'))).toEqual(new Date('2025-01-01T00:00:00Z'));
});

test.each([
  ['in its life', '2020-01-01T00:00:00Z', true],
  ['before it', '2018-12-31T00:00:00Z', false],
  ['in its last months', '2023-08-01T00:00:00Z', false],
  ['after it', '2026-11-22T00:00:00Z', false],
])('a certificate %s is kept or renewed', (_, at, kept) => {
  expect(stillDoes(of('Jan  1 00:00:00 2019 GMT', 'Jan  1 00:00:00 2024 GMT'), new Date(at))).toBe(kept);
});
