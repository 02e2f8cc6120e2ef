/** Writes a multipart/form-data body for a submission as metadata and files. */
import { randomBytes } from 'node:crypto';
import type { SubmissionMetadata } from '@lienthong/edxml';

/** A file to send with a document; the first one is the main attachment. */
export interface FileToSend {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface FormBody {
  readonly contentType: string;
  readonly body: Buffer;
}

export function formBody(metadata: SubmissionMetadata, files: readonly FileToSend[]): FormBody {
  const boundary = `lienthong-${randomBytes(12).toString('hex')}`;
  const part = (disposition: string, contentType: string, bytes: Buffer): Buffer[] => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${contentType}\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ];
  const pieces = [
    ...part('name="metadata"', 'application/json', Buffer.from(JSON.stringify(metadata))),
    ...files.flatMap((file) => part(`name="file"; filename="${quotable(file.name)}"`, file.contentType, file.bytes)),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(pieces) };
}

// The escapes of https://html.spec.whatwg.org/#multipart-form-data
function quotable(name: string): string {
  return name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}
