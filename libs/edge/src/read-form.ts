/** Reads a multipart/form-data submission: its fields as text, its files as bytes, in the order sent. */
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { RefusedError, refusedError } from './refused.js';
import { findUnwritable } from './unwritable.js';

export interface FormFile {
  /** Name of the form field. */
  readonly field: string;
  /** As the client calls it: display text, never a path. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: readonly FormFile[];
}

/** Ceilings of one form; the body limit of the edge holds for all its bytes together. */
export const formLimits = { fieldSize: 1024 * 1024, fields: 16, files: 32, parts: 48, headerPairs: 32 } as const;

export async function readForm(request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) throw refusedError('media-type-unsupported', 'Send this as multipart/form-data');
  const fields = new Map<string, string>();
  const files: FormFile[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        const isKnown = fields.has(part.fieldname);
        if (isKnown) throw refusedError('multipart-unreadable', 'A field came twice', part.fieldname);
        fields.set(part.fieldname, textOf(part));
      } else {
        const bytes = await bytesOf(part);
        files.push({ field: part.fieldname, name: part.filename, contentType: part.mimetype, bytes });
      }
    }
  } catch (failure) {
    throw unreadable(failure);
  }
  if (fields.size === 0 && files.length === 0) throw refusedError('multipart-unreadable', 'The form is empty');
  return { fields, files };
}

function textOf(part: Multipart): string {
  if (part.type === 'field' && !part.valueTruncated && !part.fieldnameTruncated) {
    return typeof part.value === 'string' ? part.value : jsonOf(part.value, part.fieldname);
  }
  throw refusedError('multipart-unreadable', `A field is longer than ${formLimits.fieldSize} bytes`, part.fieldname);
}

/** A part of type `application/json` comes parsed. */
function jsonOf(value: unknown, field: string): string {
  const odd = findUnwritable(value, field);
  if (odd !== undefined) throw refusedError('request-invalid', odd.detail, odd.where);
  return JSON.stringify(value);
}

async function bytesOf(part: MultipartFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of part.file as AsyncIterable<Buffer>) chunks.push(chunk);
  if (part.file.truncated) throw refusedError('package-too-large', 'A file of the form is too large', part.fieldname);
  return Buffer.concat(chunks);
}

// busboy's own faults ("Unexpected end of multipart data", "Boundary not found") are plain errors without a code.
function unreadable(failure: unknown): unknown {
  if (failure instanceof RefusedError) return failure;
  const { code, message } = failure as { code?: string; message?: string };
  if (code?.startsWith('FST_')) return failure;
  return refusedError('multipart-unreadable', `The form can not be read: ${message ?? 'unknown fault'}`);
}
