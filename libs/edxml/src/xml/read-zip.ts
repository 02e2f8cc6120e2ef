/** Opens the ZIP archive of one entry that the national axis' library makes of every attachment (APPNOTE 6.3, sections 4.3 and 4.4). */
import { crc32, inflateRawSync } from 'node:zlib';

/** What one entry may become, in bytes and as a multiple of its size in the archive. */
export interface InflateLimits {
  readonly bytes: number;
  readonly ratio: number;
}

export interface ZipEntry {
  /** Display text only, never a path. */
  readonly name: string;
  readonly bytes: Buffer;
}

export type Unzipped = { readonly entry: ZipEntry } | { readonly fault: ZipFault };

/** `several`: not one entry; `unreadable`: no archive of the plain kind; `too-large`: beyond the limits. */
export type ZipFault = 'several' | 'unreadable' | 'too-large';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSize = 22;
const entrySize = 46;
const localSize = 30;
const stored = 0;
const deflated = 8;
/** However well a file of this size is packed, it harms nobody. */
const harmless = 1024 * 1024;
/** A comment is not written by the library; one this long is still looked behind. */
const longestComment = 1024;

const unreadable: Unzipped = { fault: 'unreadable' };

/** Sizes are taken from the central directory and held against the limits before a byte is inflated. */
export function unzipOne(archive: Buffer, limits: InflateLimits): Unzipped {
  const end = findEnd(archive);
  if (end === -1) return unreadable;
  if (archive.readUInt16LE(end + 10) !== 1) return { fault: 'several' };
  const at = archive.readUInt32LE(end + 16);
  if (at + entrySize > end || archive.readUInt32LE(at) !== entrySignature) return unreadable;
  const packed = archive.readUInt32LE(at + 20);
  const size = archive.readUInt32LE(at + 24);
  if (size > limits.bytes || size > Math.max(packed * limits.ratio, harmless)) return { fault: 'too-large' };
  const from = dataStart(archive, archive.readUInt32LE(at + 42));
  const isPlain = (archive.readUInt16LE(at + 8) & 1) === 0;
  if (from === -1 || from + packed > at || !isPlain) return unreadable;
  const bytes = contentOf(archive.subarray(from, from + packed), archive.readUInt16LE(at + 10), size);
  if (bytes?.length !== size || crc32(bytes) !== archive.readUInt32LE(at + 16)) return unreadable;
  const nameEnd = at + entrySize + archive.readUInt16LE(at + 28);
  return { entry: { name: archive.toString('utf8', at + entrySize, Math.min(nameEnd, end)), bytes } };
}

function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - endSize - longestComment);
  for (let at = archive.length - endSize; at >= lowest; at -= 1) {
    if (archive.readUInt32LE(at) === endSignature) return at;
  }
  return -1;
}

/** Behind the local header, whose name and extra field have their own lengths. */
function dataStart(archive: Buffer, at: number): number {
  if (at + localSize > archive.length || archive.readUInt32LE(at) !== localSignature) return -1;
  return at + localSize + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
}

function contentOf(packed: Buffer, method: number, size: number): Buffer | undefined {
  if (method === stored) return packed;
  if (method !== deflated) return undefined;
  try {
    // One chunk with room to spare: zlib would copy several together, and takes another when one is full.
    return inflateRawSync(packed, { chunkSize: size + 64, maxOutputLength: size + 64 });
  } catch (error) {
    if (isZlibError(error)) return undefined;
    throw error;
  }
}

/** Bytes that are no DEFLATE stream, or become more than they say. */
function isZlibError(error: unknown): boolean {
  const { code = '' } = error as { readonly code?: string };
  return code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE';
}
