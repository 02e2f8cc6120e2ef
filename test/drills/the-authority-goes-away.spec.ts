/** `lienthong drill trust-outage` as it is typed: every row of the table of outages is seen, and nothing is left behind. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { outageTable, outageTerms } from '../../apps/cli/src/outage/outage-table.js';
import type { ShownRow } from '../../apps/cli/src/outage/show-rows.js';
import { builtProgram } from '../../apps/cli/src/project.js';
import { readExchangeConfig } from '../../apps/exchange/src/config.js';
import { readTrustConfig } from '../../apps/trust/src/config.js';

const patienceMs = 240_000;

async function drill(folder: string) {
  const child = spawn(process.execPath, [builtProgram('cli', 'main.js'), 'drill', 'trust-outage', '--json'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, printed, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, printed, said };
}

describe('the table of outages', () => {
  test(
    'is seen row by row on a virtual clock, and the drill leaves nothing behind',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lienthong-drill-'));
      try {
        const { code, printed, said } = await drill(folder);
        const rows = JSON.parse(printed || '[]') as ShownRow[];
        const wrong = rows.flatMap(({ observations }) => observations.filter((one) => one.seen !== one.expected));
        expect({ wrong, code, said }).toMatchObject({ wrong: [], code: 0 });
        const stated = rows.map(({ isSeen: _, observations: __, ...row }) => row);
        expect(stated).toEqual(Object.values(outageTable));
        expect(rows.map(({ observations }) => observations.length > 4)).toEqual(rows.map(() => true));
        expect(readdirSync(folder).filter((name) => name.startsWith('lienthong-outage-'))).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    patienceMs,
  );

  test('speaks of the settings as they are when nobody sets them', () => {
    const [trust, exchange] = [
      readTrustConfig({ DATA_DIR: '.' }),
      readExchangeConfig({ DATA_DIR: '.', DATABASE_URL: 'postgres://localhost/none' }),
    ];
    expect(outageTerms).toEqual({
      ...{ listHours: trust.LIST_HOURS, answerMinutes: trust.ANSWER_MINUTES },
      parkHours: exchange.PARK_HOURS,
    });
  });
});
