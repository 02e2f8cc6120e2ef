/** Many packages in one streamed `multipart/mixed` answer, each with its length in front, so that a reader needs no search. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

/** One package of a bulk answer. */
export interface PackagePart {
  readonly document: string;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, 32 bytes. */
  readonly digest: Buffer;
}

export interface PackagesAnswer {
  /** Value of the Content-Type header, with the boundary. */
  readonly contentType: string;
  readonly body: Readable;
}

/** `Repr-Digest` of RFC 9530 section 3. */
export const reprDigest = (sha256: Buffer): string => `sha-256=:${sha256.toString('base64')}:`;

/** Parts leave in the order given; a failure of `parts` cuts the connection, never ends the answer early. */
export function packagesAnswer(parts: Iterable<PackagePart> | AsyncIterable<PackagePart>): PackagesAnswer {
  const boundary = `lienthong-${randomBytes(12).toString('hex')}`;
  return {
    contentType: `multipart/mixed; boundary=${boundary}`,
    body: Readable.from(linesOf(parts, boundary), { objectMode: false, highWaterMark: 256 * 1024 }),
  };
}

async function* linesOf(
  parts: Iterable<PackagePart> | AsyncIterable<PackagePart>,
  boundary: string,
): AsyncGenerator<Buffer> {
  let opening = '';
  for await (const { document, bytes, digest } of parts) {
    const header = `${opening}--${boundary}\r\nContent-Type: application/edxml\r\nContent-Length: ${bytes.length}\r\nContent-ID: <${document}>\r\nRepr-Digest: ${reprDigest(digest)}\r\n\r\n`;
    yield Buffer.from(header, 'latin1');
    yield bytes;
    opening = '\r\n';
  }
  yield Buffer.from(`${opening}--${boundary}--\r\n`, 'latin1');
}
