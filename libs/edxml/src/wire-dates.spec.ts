import { describe, expect, test } from '@jest/globals';
import { dateFromWire, dateToWire, isDate, timeFromWire, timeToWire } from './wire-dates.js';

describe('dates on the wire', () => {
  test('a day is read with slashes or dashes and written with slashes', () => {
    expect([dateFromWire('2020/02/29'), dateFromWire('2020-2-9')]).toEqual(['2020-02-29', '2020-02-09']);
    expect(dateToWire('2020-02-29')).toBe('2020/02/29');
  });

  test.each([
    '2021/02/29',
    '2020/13/01',
    '2020/00/10',
    '2020/01/00',
    '2020/04/31',
    '29/02/2020',
    '20200229',
    '0020/01/01',
    '',
  ])('%j is no day', (text) => expect(dateFromWire(text)).toBeUndefined());

  test('the form kept inside has leading zeros', () => {
    expect([isDate('2020-02-09'), isDate('2020-2-9'), isDate('2020/02/09')]).toEqual([true, false, false]);
  });

  test('a time without a zone is Vietnam time', () => {
    expect(timeFromWire('2020/03/02 08:30:00')).toBe('2020-03-02T08:30:00+07:00');
    expect(timeFromWire('2020/03/02 25:30:00')).toBeUndefined();
    expect(timeFromWire('2020/03/02')).toBeUndefined();
  });

  test('a time in any zone is written in Vietnam time', () => {
    expect(timeToWire('2020-03-01T18:30:00.123Z')).toBe('2020/03/02 01:30:00');
    expect(() => timeToWire('yesterday')).toThrow(RangeError);
  });
});
