/** Reads a body into one Buffer: in place when it came as one chunk, else copied once into a buffer of the announced length. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { refusedError } from './refused.js';

/** Media types whose bytes reach the handler exactly as received. */
export const rawMediaTypes = ['application/edxml', 'application/xml', 'application/octet-stream'] as const;

/** Registers the raw types, and `more` of them, on a Fastify instance; `@Body()` is then a Buffer. */
export function acceptRawBodies(instance: FastifyInstance, bodyLimit: number, more: readonly string[]): void {
  instance.addContentTypeParser([...rawMediaTypes, ...more], (_request, payload, done) => {
    readBody(payload, bodyLimit, done);
  });
}

/** Bytes the request says it will send; undefined when it sends a body without a length. */
export function announcedBytes(request: FastifyRequest): number | undefined {
  const length = request.headers['content-length'];
  if (length !== undefined) return Number(length);
  return request.headers['transfer-encoding'] === undefined ? 0 : undefined;
}

type Done = (failure: Error | null, body?: Buffer) => void;

/** Node checks the length itself: a body that is shorter than announced ends in an error, a longer one in the next request. */
export function readBody(payload: IncomingMessage, bodyLimit: number, done: Done): void {
  const announced = payload.headers['content-length'];
  const gather = announced === undefined ? new OpenBody(bodyLimit) : new MeasuredBody(Number(announced));
  const stop: Done = (failure, body) => {
    payload.removeListener('data', take).removeListener('end', end).removeListener('error', breakOff);
    payload.on('error', ignoreLateAbort);
    done(failure, body);
  };
  const take = (chunk: Buffer): void => {
    if (gather.take(chunk)) return;
    stop(refusedError('package-too-large', `The body is larger than ${bodyLimit} bytes`));
  };
  const end = (): void => stop(null, gather.whole());
  const breakOff = (): void => stop(refusedError('request-invalid', 'The body ended before its announced length'));
  payload.on('data', take).on('end', end).on('error', breakOff);
}

// The answer is on its way already; a client that leaves now is told nothing.
const ignoreLateAbort = (): undefined => undefined;

class MeasuredBody {
  #whole: Buffer | undefined;
  #filled = 0;

  constructor(private readonly length: number) {}

  take(chunk: Buffer): boolean {
    // Node gives each chunk memory of its own; a view of a shared read buffer must be copied before it is overwritten.
    const ownsMemory = chunk.length === chunk.buffer.byteLength;
    if (this.#filled === 0 && chunk.length === this.length && ownsMemory) this.#whole = chunk;
    else {
      this.#whole ??= Buffer.allocUnsafeSlow(this.length);
      chunk.copy(this.#whole, this.#filled);
    }
    this.#filled += chunk.length;
    return true;
  }

  whole(): Buffer {
    return this.#whole ?? Buffer.alloc(0);
  }
}

class OpenBody {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(private readonly limit: number) {}

  take(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > this.limit) return false;
    this.#chunks.push(chunk);
    return true;
  }

  whole(): Buffer {
    return Buffer.concat(this.#chunks, this.#bytes);
  }
}
