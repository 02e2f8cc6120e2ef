/** `lienthong edxml build`: a package or a status message from a JSON description, judged before it is written. */
import { writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import {
  writePackage,
  writeStatus,
  type Attachment,
  type OfficialDocument,
  type PackageOrder,
  type StatusMessage,
} from '@lienthong/edxml';
import { CommandFault } from '../command-fault.js';
import { shownText } from '../print/shown-text.js';
import { textIn } from '../read-text.js';
import { orFault, readInput } from '../verify/read-input.js';
import { findingLine, isTaken } from './check.js';
import { Description, type DescribedDocument, type DescribedFile } from './description.js';
import { judgeBy, type DateOption } from './judging.js';

export interface BuildOptions extends DateOption {
  readonly out: string;
  readonly order: PackageOrder;
  readonly zipped?: true;
}

/** Exit code 1, and nothing is written, when the message would be refused. @throws CommandFault when the description is none */
export async function build(file: string, options: BuildOptions): Promise<number> {
  const judge = judgeBy(options);
  const described = describedIn(file);
  const bytes =
    'status' in described
      ? writeStatus(described.status as StatusMessage)
      : writePackage(
          documentOf(described.document),
          described.files.map((one, index) => attachmentOf(file, one, index)),
          {
            order: options.order,
            zipped: options.zipped === true,
          },
        );
  const judged = judge(bytes);
  for (const finding of judged.findings) {
    process.stderr.write(`${findingLine(options.out, finding, finding.english)}\n`);
  }
  if (!isTaken(judged)) return 1;
  orFault(options.out, 'Name a file that you may write.', () => writeFileSync(options.out, bytes));
  process.stdout.write(
    `${shownText(options.out)}: ${judged.level}, a ${judged.kind} message of ${bytes.length} bytes\n`,
  );
  return 0;
}

function describedIn(file: string): Description {
  const parsed = Description.safeParse(jsonIn(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandFault(`${file}: ${issue?.path.join('.') || 'the description'}: ${issue?.message ?? 'unusable'}`);
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
