/** Reads the files that a person named: their bytes, or words about why not and what to do. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CommandFault } from '../command-fault.js';

/** @throws CommandFault that ends with `advice` */
export function readInput(file: string, advice = 'Check its name, and that you may read it.'): Buffer {
  return orFault(file, advice, () => readFileSync(file));
}

/** The file itself, or the files with these endings in a folder. @throws CommandFault when there are none */
export function filesAt(path: string, endings: readonly string[], advice: string): string[] {
  return orFault(path, advice, () => {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => endings.includes(extname(name).toLowerCase()));
    if (names.length === 0) throw new CommandFault(`${path} holds no file ${endings.join(', ')}. ${advice}`);
    return names.toSorted().map((name) => join(path, name));
  });
}

/** The structures in a file, DER: PEM blocks with this label, or the whole file. @throws CommandFault */
export function structuresIn(file: string, label: string, advice: string): Buffer[] {
  const bytes = readInput(file, advice);
  const text = bytes.toString('latin1');
  if (!text.includes('-----BEGIN ')) return [bytes];
  const blocks = [...text.matchAll(new RegExp(`-----BEGIN ${label}-----([^-]+)-----END ${label}-----`, 'g'))];
  if (blocks.length === 0) throw new CommandFault(`${file} holds no ${label} in PEM. ${advice}`);
  return blocks.map(([, base64 = '']) => Buffer.from(base64, 'base64'));
}

/** Runs a reading; what the system says against it becomes words for a person. */
export function orFault<T>(path: string, advice: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CommandFault) throw error;
    throw new CommandFault(`${path} can not be read: ${(error as Error).message}. ${advice}`, 2, { cause: error });
  }
}
