/** Checkpoint files keep whole lines, whatever a crash or a full disk leaves behind. */
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PlaceCheckpoint } from '@lienthong/edxml';
import { CheckpointFiles } from './checkpoint-files.js';

const place = '00.54.W00';
let folder: string;
let lines: string[];

const open = () => new CheckpointFiles(folder, { warn: (_: object, line: string) => void lines.push(line) } as never);
const checkpoint = (number: number, filling = ''): PlaceCheckpoint => ({
  ...{ place, number, at: '2020-03-02T01:00:00.000Z', signature: filling },
  heads: [{ chain: 1, link: String(number), hash: 'a' }],
});
const numbers = async () =>
  (await readFile(join(folder, `${place}.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as PlaceCheckpoint).number);

beforeEach(async () => {
  lines = [];
  folder = await mkdtemp(join(tmpdir(), 'lienthong-checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a checkpoint file', () => {
  test('grows by whole lines, and every process finds its end', async () => {
    const [first, second] = [open(), open()];
    expect(await first.lastNumber(place)).toBe(0);
    await first.append(place, [checkpoint(1), checkpoint(2, 'x'.repeat(200_000))]);
    expect(await second.lastNumber(place)).toBe(2);
    await second.append(place, [checkpoint(3)]);
    expect([await first.lastNumber(place), await numbers(), lines]).toEqual([3, [1, 2, 3], []]);
  });

  test('whose last line was torn is mended, and the log says so', async () => {
    await open().append(place, [checkpoint(1), checkpoint(2)]);
    await appendFile(join(folder, `${place}.jsonl`), '{"place":"00.54.W00","numb');
    const after = open();
    expect(await after.lastNumber(place)).toBe(2);
    await after.append(place, [checkpoint(3)]);
    expect(await numbers()).toEqual([1, 2, 3]);
    expect(lines).toEqual(['a torn last line of the checkpoint file was cut off']);
  });

  test('whose last whole line is something else is left alone, with a sentence', async () => {
    await appendFile(join(folder, `${place}.jsonl`), 'nonsense\n');
    await expect(open().lastNumber(place)).rejects.toThrow('is no checkpoint');
  });

  test('on a full disk takes nothing, and fails by an error that names the cause', async () => {
    expect(existsSync('/dev/full')).toBe(true);
    await symlink('/dev/full', join(folder, `${place}.jsonl`));
    await expect(open().append(place, [checkpoint(1)])).rejects.toThrow('ENOSPC');
  });
});
