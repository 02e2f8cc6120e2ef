/** How the commands on edXML judge: by the published schema and the official date. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSchema, judgeMessage, type Judgement } from '@lienthong/edxml';
import { CommandFault } from '../command-fault.js';
import { projectFolder } from '../project.js';

export interface DateOption {
  readonly today?: string;
}

const vietnamOffsetMs = 7 * 3_600_000;

/** @throws CommandFault when the date is none */
export function judgeBy({ today }: DateOption): (bytes: Buffer) => Judgement {
  if (today !== undefined && !isDay(today)) throw new CommandFault(`--today ${today} is not a day like 2020-03-16.`);
  const date = today ?? new Date(Date.now() + vietnamOffsetMs).toISOString().slice(0, 10);
  const schema = compileSchema(readFileSync(schemaFile, 'utf8'));
  return (bytes) => judgeMessage(bytes, { today: date, schema });
}

const schemaFile = join(projectFolder, 'libs', 'edxml', 'schema', 'qcvn-102-2016.xsd');

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true;
