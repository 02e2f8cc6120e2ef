/** The journal's head as it was stamped last: kept beside the journal and, by auditors, elsewhere; a cut or changed tail shows. */
import { readFile } from 'node:fs/promises';
import type { JournalHead, NumberedEvent } from './journal.js';

/** The journal's last line, stamped; `token` is a time stamp, base64 DER, over {@link headText}. */
export interface StampedHead extends JournalHead {
  readonly at: string;
  readonly token: string;
}

/** What the stamp on a head is over. */
export const headText = ({ number, hash }: JournalHead): Buffer =>
  Buffer.from(`lienthong authority journal ${number} ${hash}`, 'latin1');

/** Undefined when there is no such file yet. */
export async function readHead(file: string): Promise<StampedHead | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as StampedHead;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Why the journal does not go on from this head; undefined when it does. */
export function headFault(events: readonly NumberedEvent[], head: JournalHead): string | undefined {
  const line = events[head.number - 1];
  if (line === undefined) return `the journal ends at line ${events.length}, but line ${head.number} was stamped`;
  return line.hash === head.hash ? undefined : `line ${head.number} is not the one that was stamped`;
}
