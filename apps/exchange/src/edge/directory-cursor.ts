/** Versions of the directory as text that clients keep and give back unread. */
import { emptyCopy, type CopyPosition } from '@lienthong/directory';
import { refusedError } from '@lienthong/edge';
import type { Exchange } from '../exchange.js';

export function writeVersion(id: string, { since, version, code }: CopyPosition): string {
  return Buffer.from([id, since, version, code].join('/')).toString('base64url');
}

/** Where a copy stands; without a version it is empty. @throws RefusedError when this directory has never been there. */
export async function readVersion(exchange: Exchange, text: string | undefined): Promise<CopyPosition> {
  if (text === undefined) return emptyCopy;
  const parts = /^([0-9a-f-]{36})\/(\d{1,15})\/(\d{1,15})\/([A-Z0-9.~]{0,40})$/;
  const [, id, since, version, code] = parts.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (code === undefined)
    throw refusedError('cursor-invalid', 'Give back `version` of the answer before, unchanged', 'since');
  const position = { since: Number(since), version: Number(version), code };
  const isKnown = () => {
    const directory = exchange.versionedDirectory();
    return directory.id === id && directory.knows(position);
  };
  // Another process may have told of a change that this one has not looked at yet.
  if (!isKnown()) await exchange.refresh();
  if (isKnown()) return position;
  throw refusedError(
    'directory-version-unknown',
    'The version is of another directory, or of one that was set back since: drop the copy and begin without `since`',
    'since',
  );
}
