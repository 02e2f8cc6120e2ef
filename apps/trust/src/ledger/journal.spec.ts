/** The journal on the disk: what was promised is there again, what was changed shows, and what failed left nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JournalEvent } from './deeds.js';
import { headFault } from './head.js';
import { Journal, JournalFault, readLines } from './journal.js';

let file: string;
beforeEach(() => void (file = join(mkdtempSync(join(tmpdir(), 'lienthong-journal-')), 'journal')));
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

const at = '2020-03-02T01:00:00.000Z';
const resumed = (serial: string): JournalEvent => ({ did: 'resumed', serials: [serial], at, machine: at, by: 'a' });

async function write(...serials: string[]): Promise<void> {
  const { journal } = await Journal.open(file);
  await journal.append(serials.slice(0, 1).map(resumed));
  await journal.append(serials.slice(1).map(resumed));
  await journal.close();
}

async function serialsIn(): Promise<string[]> {
  const { journal, events } = await Journal.open(file);
  await journal.close();
  return events.map(({ event }) => (event.did === 'resumed' ? event.serials.join() : ''));
}

describe('the journal', () => {
  test('gives back what was appended, in its order, and goes on from there', async () => {
    await write('1', '2', '3');
    await write('4');
    expect(await serialsIn()).toEqual(['1', '2', '3', '4']);
  });

  test('forgets a last line that was never finished, and goes on after the one before', async () => {
    await write('1', '2');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, -5));
    expect(await serialsIn()).toEqual(['1']);
    await write('3');
    expect(await serialsIn()).toEqual(['1', '3']);
  });

  const changes: [what: string, change: (lines: string[]) => string[]][] = [
    ['a changed line', ([one = '', ...rest]) => [one.replace('"1"', '"9"'), ...rest]],
    ['a line taken away', ([one = '', , ...rest]) => [one, ...rest]],
    ['two lines exchanged', ([one = '', two = '', ...rest]) => [two, one, ...rest]],
    ['a line added', ([one = '', ...rest]) => [one, one, ...rest]],
    ['a changed hash', ([one = '', ...rest]) => [`0${one.slice(1)}`, ...rest]],
  ];
  test.each(changes)('shows %s', async (_, change) => {
    await write('1', '2', '3');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${change(lines).join('\n')}\n`);
    await expect(Journal.open(file)).rejects.toThrow(JournalFault);
  });

  test('shows a tail cut off, or written anew, against a head that was kept', async () => {
    await write('1', '2', '3');
    const events = readLines(readFileSync(file, 'utf8'));
    const { number, hash } = events[2]!;
    expect(headFault(events, { number, hash })).toBeUndefined();
    expect(headFault(events.slice(0, 2), { number, hash })).toContain('ends at line 2');
    expect(headFault(events, { number, hash: events[1]!.hash })).toContain('not the one');
  });

  test('that can not be written leaves no half of a deed', async () => {
    const { journal } = await Journal.open(file);
    await journal.append([resumed('1')]);
    const circle: { self?: unknown } = {};
    circle.self = circle;
    await expect(journal.append([resumed('2'), circle as JournalEvent])).rejects.toThrow();
    await journal.append([resumed('3')]);
    await journal.close();
    expect(await serialsIn()).toEqual(['1', '3']);
  });
});
