/** `lienthong edxml extract`: the files of a package into a folder, under names that can harm nobody. */
import { writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Attachment } from '@lienthong/edxml';
import { CommandFault } from '../command-fault.js';
import { makeFolder } from '../make-folder.js';
import { shownText } from '../print/shown-text.js';
import { readMessage, refusalLine } from './read-message.js';

export interface ExtractOptions {
  readonly to?: string;
}

/** Exit code 1 when the package can not be read, 2 when a file is there already or can not be written. */
export async function extract(file: string, { to }: ExtractOptions): Promise<number> {
  const read = readMessage(file);
  if ('refusal' in read || 'status' in read) {
    const why = 'refusal' in read ? refusalLine(file, read.refusal) : `${file}: a status message holds no files`;
    process.stderr.write(`${shownText(why)}\n`);
    return 1;
  }
  const folder = to ?? (basename(file, extname(file)) || 'files');
  for (const [index, attachment] of read.package.attachments.entries()) {
    const path = join(folder, nameOnDisk(attachment, index));
    writeNew(folder, path, attachment.bytes);
    process.stdout.write(`${path}\n`);
  }
  return 0;
}

/** `01-công-văn.pdf`: letters, digits and a few signs of the name that the sender gave; a number keeps names apart. */
export function nameOnDisk({ name }: Pick<Attachment, 'name'>, index: number): string {
  const plain = name.replace(/[^\p{L}\p{M}\p{N}._ -]/gu, '_').replace(/^[. ]+|[. ]+$/g, '');
  return `${String(index + 1).padStart(2, '0')}-${cut(plain) || 'file'}`;
}

/** File systems take names of 255 bytes; the ending stays. */
function cut(name: string): string {
  const ending = /\.[A-Za-z0-9]{1,9}$/.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(stem) > 200) stem = stem.slice(0, -1);
  return stem + ending;
}

function writeNew(folder: string, path: string, bytes: Buffer): void {
  try {
    makeFolder(folder);
    writeFileSync(path, bytes, { flag: 'wx' });
  } catch (error) {
    throw new CommandFault(
      `${path} can not be written: ${(error as Error).message}. Name another folder with --to.`,
      2,
      {
        cause: error,
      },
    );
  }
}
