/** Small files of the data folder and the wallet, written whole or not at all; what is secret is readable by its owner only. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';

export function keep(file: string, value: unknown): void {
  keepBytes(file, `${JSON.stringify(value, null, 2)}\n`, 0o600);
}

export function keepBytes(file: string, content: string | Buffer, mode: 0o600 | 0o644): void {
  makeFolder(dirname(file), 0o700);
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, content, { mode });
  renameSync(beside, file);
}

/** What {@link keep} wrote; undefined when there is no such file. */
export function kept<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
