/** The verdicts as lines for a terminal: one for each file, and below it one for each signature where there are several. */
import { alignedLines } from '../print/table.js';
import type { FileVerdict, JudgedSignature } from './file-verdict.js';

const heading = ['file', 'verdict', 'agency', 'signer', 'signed at', 'by the word of', 'why not'];

const sources = {
  'time-stamp': 'a time stamp',
  claimed: 'the signer',
  arrival: 'nobody (its arrival counts)',
  place: 'the place',
  rehearsal: 'a rehearsal',
} as const;

export function verdictLines(verdicts: readonly FileVerdict[]): string[] {
  return alignedLines([heading, ...verdicts.flatMap(rowsOf)], []);
}

function rowsOf({ file, code, detail, trusted, signatures }: FileVerdict): string[][] {
  const [first] = signatures;
  const why = trusted ? '' : detail;
  if (signatures.length < 2) return [[file, code, ...signerCells(first), why]];
  return [[file, code, '', '', '', '', why], ...signatures.map(rowOf)];
}

const rowOf = (signature: JudgedSignature): string[] => [
  `  ${signature.where}`,
  signature.code,
  ...signerCells(signature),
  signature.trusted ? '' : signature.detail,
];

function signerCells(signature: JudgedSignature | undefined): string[] {
  const { agency = '', name = '', signedAt, timeSource } = signature ?? {};
  return [agency, name, secondsOf(signedAt), timeSource === undefined ? '' : sources[timeSource]];
}

const secondsOf = (time: string | undefined): string =>
  time === undefined ? '' : `${new Date(time).toISOString().slice(0, 19)}Z`;
