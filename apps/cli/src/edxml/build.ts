/** `lienthong edxml build`: a package or a status message from a JSON description, judged before it is written. */
import { writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import {
  checkDocument,
  writePackage,
  writeStatus,
  type Attachment,
  type Finding,
  type OfficialDocument,
  type PackageOrder,
  type Refusal,
  type StatusMessage,
} from '@lienthong/edxml';
import { CommandFault } from '../command-fault.js';
import { shownText } from '../print/shown-text.js';
import { textIn } from '../read-text.js';
import { readInput } from '../verify/read-input.js';
import { findingLine, isTaken } from './check.js';
import { readDescription, type DescribedDocument, type DescribedFile, type Description } from './description.js';
import { judgeBy, type DateOption } from './judging.js';
import { refusalLine } from './read-message.js';

export interface BuildOptions extends DateOption {
  readonly out: string;
  readonly order: PackageOrder;
  readonly zipped?: true;
}

/** Exit code 1, and nothing is written, when the message would be refused. @throws CommandFault when the description is none */
export async function build(file: string, options: BuildOptions): Promise<number> {
  const judge = judgeBy(options);
  const described = describedIn(file);
  const secret = 'status' in described ? undefined : secretIn(documentOf(described.document));
  if (secret !== undefined) {
    process.stderr.write(`${shownText(refusalLine(file, secret))}\n`);
    return 1;
  }
  const bytes = bytesOf(file, described, options);
  const judged = judge(bytes);
  for (const finding of judged.findings) {
    process.stderr.write(`${findingLine(options.out, finding, finding.english)}\n`);
  }
  if (!isTaken(judged) || judged.findings.some(breaksTables)) return 1;
  writeOut(options.out, bytes);
  process.stdout.write(
    `${shownText(options.out)}: ${judged.level}, a ${judged.kind} message of ${bytes.length} bytes\n`,
  );
  return 0;
}

/** The regulation's own tables: others' packages are read with a warning there, and none is written. */
const breaksTables = ({ of }: Finding): boolean => of === 'QCVN 102:2016';

/** Its level of secrecy is never written, so that the judge of the message could not see it. */
function secretIn(document: OfficialDocument): Refusal | undefined {
  const refusal = checkDocument(document, document.promulgation.date);
  return refusal?.code === 'state-secret' ? refusal : undefined;
}

function bytesOf(file: string, described: Description, { order, zipped }: BuildOptions): Buffer {
  if ('status' in described) return writeStatus(described.status as StatusMessage);
  const attachments = described.files.map((one, index) => attachmentOf(file, one, index));
  return writePackage(documentOf(described.document), attachments, { order, zipped: zipped === true });
}

function writeOut(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EISDIR' ? 'it is a folder' : message;
    throw new CommandFault(`${file} can not be written: ${why}. Name a file that you may write with --out.`, 2, {
      cause: error,
    });
  }
}

/** More would not be read. */
const mostFaults = 10;

function describedIn(file: string): Description {
  const read = readDescription(jsonIn(file));
  if (!('faults' in read)) return read;
  const told = read.faults.slice(0, mostFaults).map((fault) => shownText(`${file}: ${fault}`));
  const left = read.faults.length - told.length;
  throw new CommandFault([...told, ...(left > 0 ? [`and ${left} more`] : [])].join('\n'));
}

function jsonIn(file: string): unknown {
  const text = textIn(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFault(`${file} is not JSON: ${(error as Error).message}`, 2, { cause: error });
  }
}

/** What is not described: the identifier as the national axis' samples form it, a new document, no hops yet. */
function documentOf(described: DescribedDocument): OfficialDocument {
  const { from, promulgation, code } = described;
  const day = promulgation.date.replaceAll('-', '/');
  return {
    documentId: `${from.organId},${day},${code.number}/${code.notation}`,
    trace: [],
    business: { type: 0 },
    ...described,
    claimsSignature: false,
  } as OfficialDocument;
}

function attachmentOf(description: string, { path, ...given }: DescribedFile, index: number): Attachment {
  const bytes = readInput(resolve(dirname(description), path));
  const { name = basename(path), contentType = 'application/octet-stream', contentId = `file-${index + 1}` } = given;
  return {
    contentId,
    name,
    contentType,
    bytes,
    ...(given.description !== undefined && { description: given.description }),
  };
}
