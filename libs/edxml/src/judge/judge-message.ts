/** The whole judgement on a message, for the people who write programs: every finding, with its line, in two languages. */
import { isRefused } from '../outcome.js';
import { mostFaults } from '../read/fields.js';
import { openMessage, type MessageKind, type OpenedEnvelope } from '../read/open-envelope.js';
import { readContents } from '../read/read-package.js';
import { findHeaderSignature } from '../read/find-header-signature.js';
import { readStatusFields } from '../read/read-status.js';
import { refusals, type Refusal, type RefusalCode } from '../refusals.js';
import { validateSchema, type Schema } from '../xml/validate-schema.js';
import { cutAttachments } from '../xml/cut-attachments.js';
import { trueLine } from '../xml/true-lines.js';
import { findFaults } from './check-document.js';
import { checkStatus, statusReasons } from './check-status.js';
import type { Fault } from './faults.js';
import { findWarnings, type Warning } from './find-warnings.js';
import { lineOf } from './locate.js';

/** From the worst: no XML, no edXML, breaks a rule of everybody, breaks a rule of somebody, breaks none. */
export type JudgedLevel = 'not-well-formed' | 'not-edxml' | 'refused' | 'warned' | 'good';

export interface Finding {
  readonly level: Exclude<JudgedLevel, 'good'>;
  /** Family (N missing, R range, M not allowed, T type) and path: `N.MessageHeader.To`. */
  readonly code: string;
  readonly path: string;
  readonly english: string;
  readonly vietnamese: string;
  /** From 1, of the file as given; of a package the parser's lines end at 65,535. */
  readonly line?: number;
  /** Whose rule a warning is. */
  readonly of?: string;
}

/** `level` is that of the worst finding; a message with warnings alone is taken. At most 200 findings of a kind are told. */
export interface Judgement {
  readonly level: JudgedLevel;
  readonly kind?: MessageKind;
  readonly findings: readonly Finding[];
}

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
  const structural = schema === undefined ? [] : ofSchema(schema, bytes, [...hard, ...soft]);
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
  return { faults, warnings: findWarnings(document, header).slice(0, mostFaults) };
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

/** What stops the reading before there are elements to name. */
function ofRefusal({ code, detail, where = 'edXML' }: Refusal): Finding {
  const level = earlyLevels[code] ?? 'refused';
  const line = /\(line (\d+)\)$/.exec(detail)?.[1];
  const family = code === 'element-missing' || code === 'package-empty' ? 'N' : code === 'not-edxml' ? 'M' : 'T';
  return {
    ...{ level, code: `${family}.${where}`, path: where, english: detail, vietnamese: refusals[code].vietnamese },
    ...(line !== undefined && { line: Number(line) }),
  };
}

/** What the schema says beyond the findings there are: an element that one of them names is told already. */
function ofSchema(schema: Schema, bytes: Buffer, findings: readonly Finding[]): Finding[] {
  const cut = cutAttachments(bytes);
  if (isRefused(cut)) return [];
  const told = new Set(findings.flatMap(({ path }) => path.split('.')));
  const faults = validateSchema(schema, cut.value.envelope)
    .filter(({ element }) => !told.has(element))
    .slice(0, mostFaults);
  return faults.map(({ line, element, sentence }) => ({
    ...{ level: 'warned', code: `M.${element}`, path: element, of: 'qcvn-102-2016.xsd' },
    line: trueLine(line, cut.value),
    ...{ english: sentence, vietnamese: `${element}: không theo lược đồ XSD (${sentence})` },
  }));
}
