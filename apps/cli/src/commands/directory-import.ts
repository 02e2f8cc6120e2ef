/** `lienthong directory import`: agencies from a CSV file into the running exchange, with every refused line and its reason. */
import type { DirectoryImport } from '@lienthong/client';
import { CommandFault } from '../command-fault.js';
import { alignedLines, count } from '../print/table.js';
import { textIn } from '../read-text.js';
import { askOperator } from './ask-operator.js';
import type { AskOptions } from './ask-operator.js';
import { shownJson } from '../print/shown-text.js';

export interface ImportOptions extends AskOptions {
  readonly json?: true;
}

/** Exit code 1 when a line was refused; the others are taken all the same. */
export async function importDirectory(file: string, options: ImportOptions): Promise<number> {
  const csv = textIn(file);
  if (csv.trim() === '')
    throw new CommandFault(`${file} is empty: its first line names the columns, code,name,tier,place.`);
  const done = await askOperator(options, (client) => client.operator.importDirectory(csv));
  process.stdout.write(`${options.json ? shownJson(done) : importText(done)}\n`);
  return done.refused.length === 0 ? 0 : 1;
}

export function importText({ added, changed, refused }: DirectoryImport): string {
  const summary = `${count(added)} added, ${count(changed)} changed, ${count(refused.length)} lines refused`;
  if (refused.length === 0) return summary;
  const rows = [['line', 'reason'], ...refused.map(({ line, reason }) => [String(line), reason])];
  return [summary, '', ...alignedLines(rows, ['right', 'left'])].join('\n');
}
