/** What every file of a call is judged by. */
import { hash } from 'node:crypto';
import { extname } from 'node:path';
import type { SignedContent } from '@lienthong/signature';
import type { GivenTrust } from './given-trust.js';
import { readInput } from './read-input.js';

export interface Judging {
  readonly given: GivenTrust;
  /** Official time of the judgement. */
  readonly at: Date;
  /** The file that signatures and time stamps are about, where it is not the one beside them. */
  readonly content?: string;
}

/** The file that a signature or a time stamp is about. */
export const contentPath = (file: string, { content }: Judging): string =>
  content ?? file.slice(0, file.length - extname(file).length);

/** @throws CommandFault when it can not be read */
export const contentFor = (file: string, judging: Judging): SignedContent =>
  contentOf(readInput(contentPath(file, judging), `It is what ${file} is about: name it with --content.`));

export const contentOf = (bytes: Buffer): SignedContent => ({ sha256: hash('sha256', bytes, 'buffer'), bytes });
