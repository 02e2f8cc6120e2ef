/** `lienthong edxml show`: what a message says, for a person or as the JSON that `build` takes. */
import {
  statusNames,
  urgencyNames,
  type OfficialDocument,
  type Organization,
  type Package,
  type StatusMessage,
} from '@lienthong/edxml';
import { shownJson, shownText } from '../print/shown-text.js';
import { alignedLines, count } from '../print/table.js';
import { nameOnDisk } from './extract.js';
import { readMessage, refusalLine } from './read-message.js';

export interface ShowOptions {
  readonly json?: true;
}

/** Exit code 1 when the message can not be read as one. */
export async function show(file: string, { json }: ShowOptions): Promise<number> {
  const read = readMessage(file);
  if ('refusal' in read) {
    process.stderr.write(`${shownText(refusalLine(file, read.refusal))}\n`);
    return 1;
  }
  process.stdout.write(`${json ? shownJson(describe(read)) : rowsText(rowsOf(read))}\n`);
  return 0;
}

type Row = readonly [name: string, value: string | number | undefined];

const rowsText = (rows: readonly Row[]): string =>
  alignedLines(
    rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])),
    [],
  ).join('\n');

type Shown = Exclude<ReturnType<typeof readMessage>, { refusal: unknown }>;

const rowsOf = (read: Shown): Row[] => ('status' in read ? statusRows(read.status) : packageRows(read.package));

/** Without the bytes: `extract` writes them, under the paths that stand here. Whether a signature is claimed is the package's to say. */
function describe(read: Shown): object {
  if ('status' in read) return read;
  const files = read.package.attachments.map(({ bytes, zipped, name, ...described }, index) => {
    const path = nameOnDisk({ name }, index);
    return { path, name, ...described, size: bytes.length, ...(zipped && { zippedSize: zipped.length }) };
  });
  const { claimsSignature, ...document } = read.package.document;
  return { document, files, claimsSignature, contentDigest: read.package.contentDigest.toString('hex') };
}

const operations = ['new', 'recall (thu hồi)', 'update (cập nhật)', 'replacement (thay thế)'];

const party = ({ organId, organName }: Organization): string => `${organId} ${organName}`;

function packageRows({ document, attachments, attachmentDigests, headerSignature, contentDigest }: Package): Row[] {
  const { code, promulgation, type, signer, other } = document;
  return [
    ['from', party(document.from)],
    ...document.to.map((recipient): Row => ['to', party(recipient)]),
    ['document', document.documentId],
    ['number', `${code.number}/${code.notation}`],
    ['promulgated', [promulgation.place, promulgation.date].filter(Boolean).join(', ')],
    ['type', `${type.name} (${type.type})`],
    ['subject', document.subject],
    ['signer', signer && [signer.competence, signer.position, signer.fullName].filter(Boolean).join(', ')],
    ['urgency', other?.priority === undefined ? undefined : urgencyNames[other.priority]],
    ['due', document.dueDate],
    ...(document.responseFor ?? []).map((to): Row => ['answers', `${to.organId} ${to.code ?? to.documentId ?? ''}`]),
    ...operationRows(document),
    ...document.trace.map(({ organId, timestamp }): Row => ['went by', `${organId} ${timestamp}`]),
    ...attachments.map(({ name, contentType, bytes, zipped }, index): Row => {
      const packed = zipped === undefined ? '' : `, zipped to ${count(zipped.length)}`;
      const digest = attachmentDigests[index]?.toString('hex').slice(0, 16) ?? '';
      return [
        `file ${index + 1}`,
        `${name} (${contentType}, ${count(bytes.length)} bytes${packed}, sha256 ${digest}…)`,
      ];
    }),
    [
      'signature',
      headerSignature ? 'XML-DSig in the header' : document.claimsSignature ? 'claimed' : 'none in the header',
    ],
    ['content', `sha256 ${contentDigest.toString('hex')}`],
  ];
}

function operationRows({ business: { type, reason, update, replacements = [] } }: OfficialDocument): Row[] {
  const yes = (value: boolean | undefined): string => (value ? 'changed' : 'unchanged');
  return [
    ['operation', operations[type] ?? type],
    ['reason', reason],
    ['update', update && `content ${yes(update.contentChanged)}, receivers ${yes(update.receiversChanged)}`],
    ...(update?.receivers ?? []).map((one): Row => [
      'receiver',
      `${one.organId} ${one.type === 1 ? 'added' : 'removed'}`,
    ]),
    ...replacements.map(({ documentId, organIds }): Row => [
      'replaces',
      `${documentId} for ${organIds?.join(', ') ?? 'all'}`,
    ]),
  ];
}

function statusRows({ from, responseFor, staff, statusCode, description, timestamp }: StatusMessage): Row[] {
  return [
    ['from', party(from)],
    ['told to', responseFor.organId],
    ['document', [responseFor.documentId, responseFor.code].filter(Boolean).join(', ')],
    ['status', `${String(statusCode).padStart(2, '0')} ${statusNames[statusCode] ?? ''}`],
    ['words', description],
    ['by', staff && [staff.staff, staff.department].filter(Boolean).join(', ')],
    ['at', timestamp],
  ];
}
