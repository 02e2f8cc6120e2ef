import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAgencyCode, isHubCode, isOldCode, toNewCode, toOldCode } from './codes.js';

describe('agency codes', () => {
  test.each([
    ['H54', '000.00.00.H54'],
    ['H54.07', '000.00.07.H54'],
    ['H54.20.01', '000.01.20.H54'],
    ['H53.31.21.005', '005.21.31.H53'],
    ['G09', '000.00.00.G09'],
  ])('%s is %s in the old form', (code, old) => {
    expect([toOldCode(code), toNewCode(old)]).toEqual([old, code]);
    expect([toOldCode(old), toNewCode(code)]).toEqual([old, code]);
  });

  test.each(['H37.DN.001', 'H54.20.01.001.01', 'H54.7', 'H54.007', 'H54.00', '28.22.H17', 'x', ''])(
    '%j has no old form',
    (code) => expect(toOldCode(code)).toBeUndefined(),
  );

  test('an empty level between others is kept on the way to the new form', () => {
    expect(toNewCode('000.01.00.H54')).toBe('H54.00.01');
  });

  test('every old code comes back from its new one, an empty level inside it too', () => {
    const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
    fc.assert(
      fc.property(digits(3), digits(2), digits(2), (third, second, first) => {
        const old = `${third}.${second}.${first}.H54`;
        expect(toOldCode(toNewCode(old))).toBe(old);
      }),
    );
  });

  test.each(['H54', 'H54.20.01', '000.00.07.H54', 'H37.DN.001', 'G12.18'])('%s is an agency’s code', (code) =>
    expect([isAgencyCode(code), isHubCode(code)]).toEqual([true, false]),
  );

  test.each(['00.54.W00', '00.00.W00', '00.G09.W00'])('%s is a place’s code', (code) =>
    expect([isAgencyCode(code), isHubCode(code)]).toEqual([false, true]),
  );

  test.each([
    '',
    'h54',
    'H5',
    'H54.',
    'H54..01',
    'H54 .01',
    '000.00.00.W00',
    `H54.${'1'.repeat(32)}`,
    'H54\n',
    "H54';--",
  ])('%j is neither', (code) => expect([isAgencyCode(code), isHubCode(code)]).toEqual([false, false]));

  test('the two forms are told apart', () => {
    expect([isOldCode('000.00.07.H54'), isOldCode('H54.07')]).toEqual([true, false]);
  });
});
