/** `lienthong edxml check`: is it a message, does it keep the rules, and where not. */
import type { Finding, Judgement } from '@lienthong/edxml';
import { shownJson, shownText } from '../print/shown-text.js';
import { readInput } from '../verify/read-input.js';
import { judgeBy, type DateOption } from './judging.js';

export interface CheckOptions extends DateOption {
  readonly vietnamese?: true;
  readonly json?: true;
}

/** Exit code 1 when a message is refused; warnings alone are good. @throws CommandFault when a file can not be read */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const judge = judgeBy(options);
  const inputs = files.map((file) => ({ file, bytes: readInput(file) }));
  const judged = inputs.map(({ file, bytes }) => ({ file, ...judge(bytes) }));
  const language = options.vietnamese ? 'vietnamese' : 'english';
  const text = options.json ? shownJson(judged) : judged.map((one) => linesOf(one, language)).join('\n');
  process.stdout.write(`${text}\n`);
  return judged.every(isTaken) ? 0 : 1;
}

export const isTaken = ({ level }: Pick<Judgement, 'level'>): boolean => level === 'good' || level === 'warned';

/** One line for the file, and one for each finding: `file:line: level code words (whose rule)`. */
function linesOf({ file, level, kind, findings }: Judgement & { file: string }, language: 'english' | 'vietnamese') {
  const head = `${file}: ${level}${kind === undefined ? '' : `, a ${kind} message`}`;
  return [head, ...findings.map((finding) => findingLine(file, finding, finding[language]))].join('\n');
}

/** Texts of the message stand in the words: nothing in them may pass for a line of ours. */
export function findingLine(file: string, { level, code, line, of }: Finding, words: string): string {
  const whose = of === undefined ? '' : ` (${of})`;
  return shownText(`${file}:${line ?? 1}: ${level} ${code} ${words}${whose}`);
}
