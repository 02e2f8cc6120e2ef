/** What becomes of log lines when the disk is full, and when it has room again. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { LineWriter } from './line-writer.js';

const fault = (code: string) => Object.assign(new Error(code), { code });

/** A writer onto a disk with so much room; undefined where the other end is gone. */
function onDisk(disk: { room: number | undefined }) {
  const text: string[] = [];
  const writer = new LineWriter(9, (_, bytes) => {
    if (disk.room === undefined) throw fault('EPIPE');
    if (disk.room === 0) throw fault('ENOSPC');
    const part = bytes.subarray(0, disk.room);
    disk.room -= part.length;
    text.push(part.toString());
    return part.length;
  });
  return { writer, text: () => text.join('') };
}

describe('log lines', () => {
  test('that find no room are dropped and counted; what comes later stands on lines of its own', () => {
    const disk = { room: 10 };
    const { writer, text } = onDisk(disk);
    writer.write('first\n');
    writer.write('second line\n');
    writer.write('third\n');
    disk.room = 1_000;
    writer.write('fourth\n');
    writer.write('fifth\n');
    expect(text().split('\n')).toEqual([
      ...['first', 'seco', '{"level":"warn","msg":"2 log lines found no room and were dropped"}'],
      ...['fourth', 'fifth', ''],
    ]);
  });

  test('nobody reads any more are not written any more', () => {
    const disk: { room: number | undefined } = { room: undefined };
    const { writer, text } = onDisk(disk);
    writer.write('first\n');
    disk.room = 100;
    writer.write('second\n');
    expect(text()).toBe('');
  });

  test('on a full disk do not end or hold up the process that writes them', () => {
    const library = pathToFileURL(fileURLToPath(new URL('../../../dist/libs/edge/src/index.js', import.meta.url)));
    const program = `import { createLogger } from '${library.href}';
      const log = createLogger({ level: 'info', name: 'x' });
      for (let line = 0; line < 3; line++) log.info({ line }, 'a line');
      setTimeout(() => { log.info('the last line'); process.stderr.write('done'); }, 20);`;
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      ...{ encoding: 'utf8' as const, timeout: 30_000 },
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect([status, stderr]).toEqual([0, 'done']);
  });
});
