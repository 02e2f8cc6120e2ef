/** Small JSON files of the data folder, written whole or not at all and readable by their owner only. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export function keep(file: string, value: unknown): void {
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
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
