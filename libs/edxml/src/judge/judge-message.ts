/** The whole judgement on a message, for the people who write programs: every finding, with its line, in two languages. */
import { isRefused } from '../outcome.js';
import { mostFaults } from '../read/fields.js';
import { openMessage, type MessageKind, type OpenedEnvelope } from '../read/open-envelope.js';
import { readContents } from '../read/read-package.js';
import { findHeaderSignature } from '../read/find-header-signature.js';
import { readStatusFields } from '../read/read-status.js';
import { refusals, type Refusal, type RefusalCode } from '../refusals.js';
import type { Schema } from '../xml/validate-schema.js';
import { findFaults } from './check-document.js';
import { checkStatus, statusReasons } from './check-status.js';
import type { Fault, FaultFamily } from './faults.js';
import type { Finding, JudgedLevel, Judgement } from './finding.js';
import { findWarnings, type Warning } from './find-warnings.js';
import { lineOf } from './locate.js';
import { schemaFindings } from './schema-findings.js';

/** `today`: official date, `yyyy-MM-dd` in Vietnam. `schema`: the published one; without it the structure alone is not judged. */
export interface JudgingBy {
  readonly today: string;
  readonly schema?: Schema;
}

export function judgeMessage(bytes: Buffer, { today, schema }: JudgingBy): Judgement {
  const opened = openMessage(bytes, true);
  if (isRefused(opened)) return concluded([ofRefusal(opened.refusal)]);
  const { faults, warnings } = rulesBroken(opened.value, today);
  const root = opened.value.root.element;
  if (root === undefined) throw new Error('an opened message has no root');
  const hard = faults.map((fault) => ofFault(fault, 'refused', lineOf(root, fault)));
  const soft = warnings.map((one) => ({ ...ofFault(one, 'warned', lineOf(root, one)), of: one.of }));
  const structural = schema === undefined ? [] : schemaFindings(schema, bytes, root, [...hard, ...soft]);
  return concluded([...hard, ...soft, ...structural], opened.value.kind);
}

function rulesBroken(opened: OpenedEnvelope, today: string): { faults: Fault[]; warnings: Warning[] } {
  const { kind, reading, header } = opened;
  if (kind === 'status') {
    const status = readStatusFields(header);
    return { faults: unrepeated([...reading.faults, ...checkStatus(status), ...statusReasons(status)]), warnings: [] };
  }
  const { document, named, attachments } = readContents(opened);
  findHeaderSignature(opened, named);
  const faults = unrepeated([...reading.faults, ...findFaults(document, today, attachments)]);
  return { faults, warnings: findWarnings(document, header, named).slice(0, mostFaults) };
}

/** A text that could not be read as a date is missing afterwards: one fault, told once. */
function unrepeated(faults: readonly Fault[]): Fault[] {
  const told = new Set<string>();
  const kept: Fault[] = [];
  for (const one of faults) {
    const same = `${one.family} ${one.where} ${one.value ?? ''}`;
    if (!told.has(same) && !(one.family === 'N' && told.has(one.where))) kept.push(one);
    told.add(same).add(one.where);
  }
  return kept.slice(0, mostFaults);
}

const worst: readonly JudgedLevel[] = ['not-well-formed', 'not-edxml', 'refused', 'warned'];

function concluded(findings: readonly Finding[], kind?: MessageKind): Judgement {
  const level = worst.find((one) => findings.some((finding) => finding.level === one)) ?? 'good';
  return { level, ...(kind && { kind }), findings };
}

function ofFault({ family, where, detail, vietnamese }: Fault, level: Finding['level'], line?: number): Finding {
  const words = { english: detail, vietnamese };
  return { level, code: `${family}.${where}`, path: where, ...words, ...(line !== undefined && { line }) };
}

const earlyLevels: Partial<Record<RefusalCode, Finding['level']>> = {
  'xml-malformed': 'not-well-formed',
  'xml-encoding': 'not-well-formed',
  'package-empty': 'not-well-formed',
  'not-edxml': 'not-edxml',
  'element-missing': 'not-edxml',
};

const earlyFamilies: Partial<Record<RefusalCode, FaultFamily>> = {
  'element-missing': 'N',
  'package-empty': 'N',
  'not-edxml': 'M',
  'xml-too-complex': 'R',
  'package-too-large': 'R',
};

/** What stops the reading before there are elements to name. */
function ofRefusal({ code, detail, where = 'edXML', vietnamese = refusals[code].vietnamese }: Refusal): Finding {
  const level = earlyLevels[code] ?? 'refused';
  const line = /\(line (\d+)\)$/.exec(detail)?.[1];
  return {
    ...{ level, code: `${earlyFamilies[code] ?? 'T'}.${where}`, path: where, english: detail, vietnamese },
    ...(line !== undefined && { line: Number(line) }),
  };
}
