import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acknowledgeBy, isOverdue, isReceiptLate, isSentLate, receiptLimits, sendBy } from './deadlines.js';
import { closures } from './closures.js';
import { isCalendarKnown, isWorkingDay, nextWorkingDay } from './working-calendar.js';

const at = (text: string): Date => new Date(`${text}:00+07:00`);
const daysOf = (year: number): string[] =>
  Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(year, 0, index + 1)).toISOString().slice(0, 10)).filter(
    (day) => day.startsWith(String(year)),
  );

describe('the working calendar', () => {
  test('the first half of 2020 has 121 working days, as the scenario counts them', () => {
    expect(daysOf(2020).filter((day) => day <= '2020-06-30' && isWorkingDay(day)).length).toBe(121);
  });

  test('Tết is passed over', () => {
    expect(nextWorkingDay('2020-01-22')).toBe('2020-01-30');
    expect(nextWorkingDay('2025-01-24')).toBe('2025-02-03');
  });

  test('a Saturday that is worked instead of a Monday is a working day', () => {
    expect([isWorkingDay('2024-05-04'), isWorkingDay('2024-04-29'), isWorkingDay('2024-05-11')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each(closures.map(({ year }) => year))('%i closes weekdays only, and has its Tết, 30/4, 1/5 and 2/9', (year) => {
    const { closed, worked = [] } = closures.find((one) => one.year === year)!;
    const weekday = (day: string) => new Date(`${year}-${day}T00:00Z`).getUTCDay();
    expect(closed.filter((day) => [0, 6].includes(weekday(day)))).toEqual([]);
    expect(worked.filter((day) => ![0, 6].includes(weekday(day)))).toEqual([]);
    expect(closed.filter((day) => /^0[12]-/.test(day) && day > '01-19').length).toBe(5);
    expect(['04-30', '05-01', '09-02'].filter((day) => isWorkingDay(`${year}-${day}`))).toEqual([]);
    expect(isCalendarKnown(year)).toBe(true);
  });

  test('of a year that is not in the table only the fixed holidays are known', () => {
    expect([isCalendarKnown(2035), isWorkingDay('2035-05-01'), isWorkingDay('2035-05-02')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('every day says where it is from', () => {
    for (const { source } of closures) expect(source).toMatch(/^assumed: |Labour Code/);
  });
});

describe('sending in time, Decision 28/2018', () => {
  const signed = at('2020-03-06T16:40');
  const sent = (doneAt: Date) => isSentLate(signed, 0, { doneAt, now: doneAt });

  test('on a Friday gives until Monday noon', () => {
    expect(sendBy(signed, 0)).toEqual(at('2020-03-09T12:00'));
    expect([sent(at('2020-03-09T12:00')), sent(at('2020-03-09T12:01'))]).toEqual([false, true]);
  });

  test('before Tết gives until the first morning after it', () => {
    expect(sendBy(at('2020-01-22T09:00'), undefined)).toEqual(at('2020-01-30T12:00'));
  });

  test('what is urgent goes at once, on a Sunday too', () => {
    expect(sendBy(at('2020-03-08T20:00'), 3)).toEqual(at('2020-03-08T21:00'));
    expect(isSentLate(signed, 1, { now: at('2020-03-06T17:41') })).toBe(true);
  });

  test('what is not sent yet is late from the deadline on', () => {
    expect([at('2020-03-09T11:59'), at('2020-03-09T12:01')].map((now) => isSentLate(signed, 0, { now }))).toEqual([
      false,
      true,
    ]);
  });
});

describe('the notice of receipt, Decree 30/2020', () => {
  test('is due on the day of arrival', () => {
    const arrived = at('2020-03-06T16:59');
    expect(acknowledgeBy(arrived, 0)).toEqual(at('2020-03-07T00:00'));
    const late = (doneAt: Date) => isReceiptLate(arrived, 0, { doneAt, now: doneAt });
    expect([late(at('2020-03-06T23:59')), late(at('2020-03-07T00:01'))]).toEqual([false, true]);
  });

  test('is due on the next working day for what came after hours or at the weekend', () => {
    expect(acknowledgeBy(at('2020-03-06T17:00'), 0)).toEqual(at('2020-03-10T00:00'));
    expect(acknowledgeBy(at('2020-03-07T09:00'), 0)).toEqual(at('2020-03-10T00:00'));
    expect(
      acknowledgeBy(at('2020-03-06T15:00'), 0, { morningEnds: '11:30', closes: '14:00', urgentMinutes: 5 }),
    ).toEqual(at('2020-03-10T00:00'));
  });

  test('is due the same day for what is urgent, whenever it comes', () => {
    expect(acknowledgeBy(at('2020-03-07T20:00'), 2)).toEqual(at('2020-03-08T00:00'));
  });
});

test('which receipts are due by now is told by two moments of arrival', () => {
  const [first, last] = [at('2020-01-20T00:00').getTime(), at('2020-02-05T00:00').getTime()];
  const minutes = fc.integer({ min: first / 60_000, max: last / 60_000 }).map((minute) => new Date(minute * 60_000));
  fc.assert(
    fc.property(minutes, minutes, fc.constantFrom(0, 1, 4), (arrivedAt, now, priority) => {
      const { urgent, ordinary } = receiptLimits(now);
      expect(isReceiptLate(arrivedAt, priority, { now })).toBe(arrivedAt < (priority > 0 ? urgent : ordinary));
    }),
    { numRuns: 2_000 },
  );
});

describe('a due date that is set', () => {
  test('is kept until its end', () => {
    const done = (doneAt: Date) => isOverdue('2020-03-31', { doneAt, now: at('2020-05-01T00:00') });
    expect([done(at('2020-03-31T23:59')), done(at('2020-04-01T00:01'))]).toEqual([false, true]);
    expect(isOverdue('2020-03-31', { now: at('2020-04-02T00:00') })).toBe(true);
  });
});
