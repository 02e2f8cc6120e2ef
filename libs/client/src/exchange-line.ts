/** The line to an exchange: one pool of kept connections, one request at a time on each, answers read into memory. */
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { NoAnswerError, problemErrorOf } from './problem-error.js';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** None where everybody may ask. */
  readonly key?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface Answer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface OpenAnswer {
  readonly headers: Answer['headers'];
  readonly body: AsyncIterable<Buffer>;
}

// Twice the time an exchange gives a request to arrive: whoever has not answered then will not.
const answerTimeoutMs = 60_000;

export class ExchangeLine {
  readonly #pool: Pool;

  /** @param connections at most, at once; more requests wait for a free one */
  constructor(baseUrl: string, connections: number) {
    this.#pool = new Pool(new URL(baseUrl).origin, {
      connections,
      pipelining: 1,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
    });
  }

  /** The whole answer. Throws ProblemError for a status of 400 or more, NoAnswerError when the answer did not arrive. */
  async ask(call: Call): Promise<Answer> {
    const { headers, body } = await this.#send(call);
    return { headers, body: await wholeOf(call, body) };
  }

  /** The answer as it comes; its body must be read to the end or given up by leaving the loop. */
  async open(call: Call): Promise<OpenAnswer> {
    const { headers, body } = await this.#send(call);
    return { headers, body: checked(call, body) };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #send(call: Call): Promise<Dispatcher.ResponseData> {
    const answer = await this.#pool.request(requestOf(call)).catch((cause: unknown) => {
      throw noAnswer(call, cause);
    });
    if (answer.statusCode < 400) return answer;
    const body = await wholeOf(call, answer.body);
    throw problemErrorOf(answer.statusCode, headerOf(answer.headers, 'retry-after'), body);
  }
}

/** The first value of a header. */
export function headerOf(headers: Answer['headers'], name: string): string | undefined {
  return [headers[name]].flat()[0];
}

const noAnswer = (call: Call, cause: unknown): NoAnswerError => new NoAnswerError(`${call.method} ${call.path}`, cause);

function requestOf(call: Call): Dispatcher.RequestOptions {
  const headers: Record<string, string> = { ...call.headers };
  if (call.key !== undefined) headers['authorization'] = `Bearer ${call.key}`;
  if (call.contentType !== undefined) headers['content-type'] = call.contentType;
  return { method: call.method, path: call.path, headers, body: call.body ?? null };
}

async function wholeOf(call: Call, body: Dispatcher.ResponseData['body']): Promise<Buffer> {
  try {
    return Buffer.from(await body.arrayBuffer());
  } catch (cause) {
    throw noAnswer(call, cause);
  }
}

async function* checked(call: Call, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (cause) {
    throw noAnswer(call, cause);
  }
}
