/** The exchange's HTTP door without a client: any method, header and body, also those that no client would send. */
import { request, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its leading slash. */
  readonly path: string;
  /** API key; no Authorization header without one. */
  readonly key?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A Content-Length that is announced while nothing is sent. */
  readonly announced?: number;
  readonly body?: Buffer | string;
}

export interface Answered {
  readonly asked: Asked;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request on a connection of its own; the connection ends with the answer. */
export function ask(address: string, asked: Asked): Promise<Answered> {
  return askAtOnce(address, [asked]);
}

/** Several requests at once, each on a connection of its own: the first answer that comes, with which all connections end. */
export async function askAtOnce(address: string, several: readonly Asked[]): Promise<Answered> {
  const requests = several.map((asked) => open(address, asked));
  const answers = requests.map(
    (one, index) =>
      new Promise<Answered>((resolve, reject) => {
        one
          .once('error', reject)
          .once('response', (response) => gather(several[index]!, response).then(resolve, reject));
      }),
  );
  for (const [index, { announced, body }] of several.entries())
    if (announced === undefined) requests[index]!.end(body);
    else if (body === undefined) requests[index]!.flushHeaders();
    else requests[index]!.write(body);
  try {
    return await Promise.race(answers);
  } finally {
    for (const one of requests) one.destroy();
    await Promise.allSettled(answers);
  }
}

function open(address: string, asked: Asked): ClientRequest {
  const { method, path, key, type, announced, body } = asked;
  const length = announced ?? (method === 'GET' ? undefined : Buffer.byteLength(body ?? ''));
  const headers = {
    ...asked.headers,
    ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...(length === undefined ? {} : { 'Content-Length': String(length) }),
  };
  return request(new URL(path, address), { method, headers, agent: false });
}

async function gather(asked: Asked, response: IncomingMessage): Promise<Answered> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { asked, status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
