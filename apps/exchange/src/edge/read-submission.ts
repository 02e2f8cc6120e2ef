/** The package of a submission: the bytes themselves, or an edXML package written from metadata and files. */
import { createHash } from 'node:crypto';
import {
  hasForbiddenCharacter,
  writePackage,
  type Attachment,
  type OfficialDocument,
  type SubmissionMetadata,
} from '@lienthong/edxml';
import { readForm, refusedError, type FormFile } from '@lienthong/edge';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Exchange } from '../exchange.js';
import type { Caller } from './authenticate.js';

const noXml = 'a text without control characters, which XML can not carry';
const text = (limit: number) =>
  z
    .string()
    .min(1)
    .max(limit)
    .refine((words) => !hasForbiddenCharacter(words), noXml);

export const Metadata = z.strictObject({
  to: z.array(text(35)).min(1).max(2_000),
  documentId: text(200).optional(),
  code: z.strictObject({ number: text(11), notation: text(30) }),
  subject: text(500),
  content: text(500).optional(),
  type: z.strictObject({ type: z.number().int(), name: text(100) }).optional(),
  promulgation: z.strictObject({ place: text(50).optional(), date: z.iso.date() }),
  priority: z.number().int().min(0).max(4).optional(),
  dueDate: z.iso.date().optional(),
  responseFor: z
    .array(
      z.strictObject({
        organId: text(35),
        ...{ code: text(42).optional(), documentId: text(200).optional(), promulgationDate: z.iso.date().optional() },
      }),
    )
    .optional(),
  signer: z
    .strictObject({ fullName: text(255), position: text(100).optional(), competence: text(100).optional() })
    .optional(),
  signed: z.boolean().optional(),
  secrecy: text(20).optional(),
  digests: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/i)).optional(),
});

/** The parts of a form; the first file is the main attachment. */
export const SubmissionForm = z.strictObject({
  metadata: Metadata.meta({ id: 'SubmissionMetadata' }),
  file: z.array(z.string().meta({ contentMediaType: 'application/octet-stream' })).min(1),
});

export async function readSubmission(exchange: Exchange, caller: Caller, request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) return rawBody(request);
  const form = await readForm(request);
  const metadata = readMetadata(form.fields.get('metadata') ?? metadataFile(form.files));
  const files = form.files.filter(({ field }) => field !== 'metadata');
  if (files.length === 0)
    throw refusedError(
      'attachment-missing',
      'Send at least one file part beside `metadata`; the first is the main one',
      'file',
    );
  const odd = files.find(({ name, contentType }) => hasForbiddenCharacter(`${name}${contentType}`));
  if (odd !== undefined) throw refusedError('request-invalid', `The name of a file must be ${noXml}`, odd.field);
  compareDigests(metadata, files);
  return writePackage(documentOf(exchange, caller, metadata), files.map(attachmentOf));
}

function rawBody({ body }: FastifyRequest): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  if (Buffer.isBuffer(body) || body === undefined || body === null)
    throw refusedError('package-empty', 'The body holds no package', 'body');
  throw refusedError('media-type-unsupported', 'Send application/edxml, or multipart/form-data', 'Content-Type');
}

function metadataFile(files: readonly FormFile[]): string | undefined {
  return files.find(({ field }) => field === 'metadata')?.bytes.toString('utf8');
}

function readMetadata(json: string | undefined): SubmissionMetadata {
  if (json === undefined)
    throw refusedError('multipart-unreadable', 'The form has no part `metadata` with the JSON description', 'metadata');
  const parsed = Metadata.safeParse(parseJson(json));
  if (parsed.success) return parsed.data as SubmissionMetadata;
  const [issue] = parsed.error.issues;
  const where = ['metadata', ...(issue?.path ?? [])].join('.');
  throw refusedError('request-invalid', `${where}: ${issue?.message ?? 'unusable'}`, where);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw refusedError('request-invalid', 'The part `metadata` is not JSON', 'metadata');
  }
}

function compareDigests({ digests }: SubmissionMetadata, files: readonly FormFile[]): void {
  for (const [name, digest] of Object.entries(digests ?? {})) {
    const file = files.find((each) => each.name === name);
    if (file === undefined)
      throw refusedError('attachment-missing', `No file part is named ${name}`, `digests.${name}`);
    if (createHash('sha256').update(file.bytes).digest('hex') !== digest.toLowerCase())
      throw refusedError(
        'attachment-digest-mismatch',
        `The file ${name} is not the one that was digested`,
        `digests.${name}`,
      );
  }
}

const officialLetter = { type: 18, name: 'Công văn' };

function documentOf(exchange: Exchange, caller: Caller, metadata: SubmissionMetadata): OfficialDocument {
  const { to, documentId, code, type, promulgation, priority, signed, digests: _, ...same } = metadata;
  const directory = exchange.directory();
  const name = (agency: string) => directory.agency(agency)?.name ?? agency;
  const day = promulgation.date.replaceAll('-', '/');
  return {
    from: { organId: caller.agency, organName: name(caller.agency) },
    to: to.map((agency) => ({ organId: agency, organName: name(agency) })),
    documentId: documentId ?? `${caller.agency},${day},${code.number}/${code.notation}`,
    code,
    promulgation,
    type: type ?? officialLetter,
    ...same,
    other: { priority: priority ?? 0 },
    trace: [],
    business: { type: 0 },
    claimsSignature: signed === true,
  };
}

function attachmentOf({ name, contentType, bytes }: FormFile, index: number): Attachment {
  return { contentId: `file-${index + 1}`, name, contentType, bytes };
}
