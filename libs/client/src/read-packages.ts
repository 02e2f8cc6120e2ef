/** Reads the streamed `multipart/mixed` answer of a bulk fetch by its lengths: no byte of a package is searched or decoded. */
import { createHash } from 'node:crypto';

/** One package as it came over the line. */
export interface FetchedPackage {
  readonly document: string;
  readonly bytes: Buffer;
  /** SHA-256 (hex) as the exchange states it in `Repr-Digest`. */
  readonly digest: string;
  /** SHA-256 (hex) computed over the bytes; only when asked for. */
  readonly computed?: string;
}

// A part's headers are five short lines; more is not our exchange.
const maxHeaderBytes = 4_096;

/** Throws when the stream ends early or is not what the exchange writes. */
export async function* readPackages(
  chunks: AsyncIterable<Buffer>,
  contentType: string,
  compute = false,
): AsyncGenerator<FetchedPackage> {
  const source = new ByteSource(chunks);
  try {
    yield* partsOf(source, boundaryOf(contentType), compute);
  } finally {
    await source.giveUp();
  }
}

async function* partsOf(source: ByteSource, boundary: string, compute: boolean): AsyncGenerator<FetchedPackage> {
  for (let opening = `--${boundary}`; ; opening = `\r\n--${boundary}`) {
    await source.expect(opening);
    const tail = (await source.take(2)).toString('latin1');
    if (tail === '--') break;
    if (tail !== '\r\n') throw new Error('a part does not begin where its length says');
    const headers = headersOf(await source.takeUntil('\r\n\r\n', maxHeaderBytes));
    const bytes = await source.take(lengthOf(headers));
    yield { ...identityOf(headers), bytes, ...(compute ? { computed: sha256(bytes) } : {}) };
  }
  await source.expect('\r\n');
  await source.expectEnd();
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /^multipart\/mixed\s*;.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new Error(`not a multipart/mixed answer: ${contentType}`);
  return boundary;
}

type Headers = ReadonlyMap<string, string>;

function headersOf(block: string): Headers {
  const lines = block.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return new Map(lines);
}

function lengthOf(headers: Headers): number {
  const length = headers.get('content-length') ?? '';
  if (!/^\d{1,10}$/.test(length)) throw new Error('a part has no Content-Length');
  return Number(length);
}

function identityOf(headers: Headers): { document: string; digest: string } {
  const [, document] = /^<(.+)>$/.exec(headers.get('content-id') ?? '') ?? [];
  const digest = digestOf(headers.get('repr-digest'));
  if (document === undefined || digest === undefined) throw new Error('a part has no Content-ID or no Repr-Digest');
  return { document, digest };
}

/** SHA-256 (hex) out of a `Repr-Digest` header (RFC 9530); undefined where there is none. */
export function digestOf(header: string | undefined): string | undefined {
  const [, base64] = /sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '') ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
}

/** Hands out exact numbers of bytes of a stream; a package is copied once, into memory of its own size. */
class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const taken = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      if (this.#held.length === 0) await this.#more();
      const part = this.#held.subarray(0, length - filled);
      part.copy(taken, filled);
      filled += part.length;
      this.#held = this.#held.subarray(part.length);
    }
    return taken;
  }

  async takeUntil(mark: string, limit: number): Promise<string> {
    for (;;) {
      const at = this.#held.subarray(0, limit).indexOf(mark, 0, 'latin1');
      if (at >= 0) {
        const text = this.#held.toString('latin1', 0, at);
        this.#held = this.#held.subarray(at + mark.length);
        return text;
      }
      if (this.#held.length >= limit) throw new Error('the headers of a part are too long');
      const before = this.#held;
      await this.#more();
      this.#held = Buffer.concat([before, this.#held]);
    }
  }

  async expect(text: string): Promise<void> {
    const found = (await this.take(text.length)).toString('latin1');
    if (found !== text) throw new Error('a part does not end where its length says');
  }

  /** Read to its very end, or the connection under the stream could not be used again. */
  async expectEnd(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done !== true || this.#held.length > 0) throw new Error('the answer goes on after its end');
  }

  /** Lets go of the stream, read to the end or not. */
  async giveUp(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new Error('the answer ended in the middle');
    this.#held = next.value;
  }
}
