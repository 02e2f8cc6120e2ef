/** How the outage drill says what it saw and did not see, and what it does not begin with. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { outageTable } from '../outage/outage-table.js';
import type { ShownRow } from '../outage/show-rows.js';
import { builtProgram } from '../project.js';
import { outageText } from './drill-trust-outage.js';

const seen = { at: '2020-01-02T01:00:00.000Z', what: 'a signed letter', expected: 'parked', seen: 'parked' };
const row: ShownRow = { ...outageTable.stamps, isSeen: true, observations: [seen] };
const other: ShownRow = {
  ...{ ...outageTable.lists, isSeen: false },
  observations: [{ ...seen, what: 'another', seen: 'accepted' }],
};

describe('the outage drill', () => {
  test('shows each row of the table, and when each thing was seen', () => {
    const lines = outageText([row]).split('\n');
    expect(lines.find((line) => line.startsWith('time stamps'))).toMatch(/ seen$/);
    expect(lines).toContain('  02/01/2020 08:00:00  a signed letter  parked');
    expect(lines.at(-1)).toBe('1 rows: 1 seen as the table states them');
  });

  test('says which row was not seen, and what was seen instead', () => {
    const lines = outageText([row, other]).split('\n');
    expect(lines.find((line) => line.startsWith('revocation lists'))).toMatch(/NOT SEEN$/);
    expect(lines).toContain('  02/01/2020 08:00:00  another  accepted  EXPECTED parked');
    expect(lines.at(-1)).toBe('2 rows: 1 seen as the table states them');
  });

  test('ends with 2 on a folder that holds something, which it leaves as it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lienthong-full-'));
    try {
      writeFileSync(join(folder, 'letter.txt'), 'Công văn');
      const words = ['drill', 'trust-outage', '--data', folder];
      const { status, stderr } = spawnSync(process.execPath, [builtProgram('cli', 'main.js'), ...words], {
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([2, expect.stringContaining(`${folder} is not empty`)]);
      expect(readdirSync(folder)).toEqual(['letter.txt']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
