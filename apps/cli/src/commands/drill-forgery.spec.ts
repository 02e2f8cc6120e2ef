/** The forgery drill as it is typed, and what its table says of a rule that stops nothing. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { forgeryFormats, type ForgeryResult } from '@lienthong/signature';
import { builtProgram } from '../project.js';
import { detectionTable } from './drill-forgery.js';

describe('the forgery drill', () => {
  const ran = spawnSync(process.execPath, [builtProgram('cli', 'main.js'), 'drill', 'forgery', '--json'], {
    encoding: 'utf8',
  });

  test('ends with 0 when every forgery is stopped by its own rule, in every format', () => {
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const results = JSON.parse(ran.stdout) as ForgeryResult[];
    expect(results.filter(({ isProven }) => !isProven)).toEqual([]);
    expect([...new Set(results.map(({ format }) => format))]).toEqual([...forgeryFormats]);
  });

  test('shows what is not as it should be', () => {
    const good: ForgeryResult = {
      ...{ format: 'cms', rule: 'one signer', code: 'signature-malformed' },
      ...{ isStopped: true, passesWithout: ['one signer'], isProven: true },
    };
    const passing = { ...good, code: 'trusted', isStopped: false, isProven: false };
    const doubled = { ...good, passesWithout: ['one signer', 'few certificates'], isProven: false };
    const [, first, second, third, , sum] = detectionTable([good, passing, doubled]).split('\n');
    expect(first).toMatch(/^cms +one signer +signature-malformed +passes$/);
    expect(second).toMatch(/PASSES +passes +NOT PROVEN$/);
    expect(third).toMatch(/passes without "few certificates" as well$/);
    expect(sum).toBe('3 forgeries: 2 stopped, 1 by exactly the rule they are made for');
  });
});
