/** Reads a text file that a person named. */
import { readFileSync } from 'node:fs';
import { CommandFault } from './command-fault.js';

/** @throws CommandFault when the file is not there or not UTF-8 */
export function textIn(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8' : (error as Error).message;
    throw new CommandFault(`${file} can not be read: ${why}`, 2, { cause: error });
  }
}
