/** Reads a body into one Buffer: in place when it came as one chunk, else copied once into a buffer of the announced length. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { RefusedError, refusedError } from './refused.js';

/** Media types whose bytes reach the handler exactly as received. */
export const rawMediaTypes = ['application/edxml', 'application/xml', 'application/octet-stream'] as const;

/** Registers the raw types, and `more` of them, on a Fastify instance; `@Body()` is then a Buffer. */
export function acceptRawBodies(instance: FastifyInstance, more: readonly string[]): void {
  instance.addContentTypeParser([...rawMediaTypes, ...more], (_request, payload, done) => readBody(payload, done));
}

/** Bytes the request says it will send; undefined when it sends a body without a length. */
export function announcedBytes(request: FastifyRequest): number | undefined {
  const length = request.headers['content-length'];
  if (length !== undefined) return Number(length);
  return request.headers['transfer-encoding'] === undefined ? 0 : undefined;
}

type Done = (failure: Error | null, body?: Buffer) => void;

/**
 * Node checks the length itself: a body that is shorter than announced ends in an error, a longer one in the next request. One without
 * a length ends in the refusal of `growWithBody` when it becomes too large.
 */
export function readBody(payload: IncomingMessage, done: Done): void {
  const announced = payload.headers['content-length'];
  const gather = announced === undefined ? new OpenBody() : new MeasuredBody(Number(announced));
  const stop: Done = (failure, body) => {
    payload.removeListener('data', take).removeListener('end', end).removeListener('error', breakOff);
    payload.on('error', ignoreLateAbort);
    done(failure, body);
  };
  const take = (chunk: Buffer): void => gather.take(chunk);
  const end = (): void => stop(null, gather.whole());
  const breakOff = (failure: Error): void => stop(failure instanceof RefusedError ? failure : brokenOff());
  payload.on('data', take).on('end', end).on('error', breakOff);
}

const brokenOff = (): RefusedError => refusedError('request-invalid', 'The body ended before its announced length');

/** The answer is on its way already; a client that leaves now is told nothing. */
export const ignoreLateAbort = (): undefined => undefined;

class MeasuredBody {
  #whole: Buffer | undefined;
  #filled = 0;

  constructor(private readonly length: number) {}

  take(chunk: Buffer): void {
    // Node gives each chunk memory of its own; a view of a shared read buffer must be copied before it is overwritten.
    const ownsMemory = chunk.length === chunk.buffer.byteLength;
    if (this.#filled === 0 && chunk.length === this.length && ownsMemory) this.#whole = chunk;
    else {
      this.#whole ??= Buffer.allocUnsafeSlow(this.length);
      chunk.copy(this.#whole, this.#filled);
    }
    this.#filled += chunk.length;
  }

  whole(): Buffer {
    return this.#whole ?? Buffer.alloc(0);
  }
}

class OpenBody {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
  }

  whole(): Buffer {
    return Buffer.concat(this.#chunks, this.#bytes);
  }
}
