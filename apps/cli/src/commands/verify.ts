/** `lienthong verify`: signatures, time stamps and receipts in files, judged offline under the profile of the exchange. */
import { extname } from 'node:path';
import { CommandFault } from '../command-fault.js';
import { givenTrust, type TrustOptions } from '../verify/given-trust.js';
import { detachedEndings, judgeFile } from '../verify/judge-file.js';
import { verdictLines } from '../verify/verdict-lines.js';
import { shownJson } from '../print/shown-text.js';

export interface VerifyOptions extends TrustOptions {
  readonly content?: string;
  readonly at?: Date;
  readonly json?: true;
}

/** Exit code 1 unless all files are trusted. Nothing is printed when one of them can not be read. */
export async function verify(files: readonly string[], options: VerifyOptions): Promise<number> {
  const { at = new Date(), content, json } = options;
  if (content !== undefined && !files.some((file) => detachedEndings.includes(extname(file).toLowerCase()))) {
    throw new CommandFault(
      `--content belongs to files ${detachedEndings.join(', ')}; there is none among those given.`,
    );
  }
  const judging = { given: givenTrust(options), at, ...(content !== undefined && { content }) };
  const verdicts = files.map((file) => judgeFile(file, judging));
  process.stdout.write(`${json ? shownJson(verdicts) : verdictLines(verdicts).join('\n')}\n`);
  return verdicts.every(({ trusted }) => trusted) ? 0 : 1;
}
