/** Requests recorded from the vendor's library, sent again byte for byte over a line of their own. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

export interface RecordedRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** In their order and spelling. */
  readonly headers: readonly string[];
  readonly bodyBase64: string;
}

export interface RawReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export const recordedSecret = 'recorded-secret';

export function recordedRequests(version: '2.0.1' | '2.0.0'): RecordedRequest[] {
  const file = new URL(`./wire/axis-client-${version.replaceAll('.', '-')}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedRequest[];
}

/** The same request with other values of fields, signed again as the library signs. */
export function withFields(request: RecordedRequest, fields: Readonly<Record<string, string>>): RecordedRequest {
  const changed = request.headers.map((line) => {
    const name = line.slice('XroadVnpt-'.length, line.indexOf(':'));
    return line.startsWith('XroadVnpt-') && name in fields ? `XroadVnpt-${name}: ${fields[name]}` : line;
  });
  const start = 'XroadVnpt-sign-header: ';
  const text = JSON.parse(changed.find((line) => line.startsWith(start))!.slice(start.length)) as object;
  const values = Object.entries(text).map(([name, value]) => [name, fields[name.slice('XroadVnpt-'.length)] ?? value]);
  const signed = JSON.stringify(Object.fromEntries(values));
  const mac = createHmac('sha256', recordedSecret).update(signed).digest('hex');
  const headers = changed.map((line) => {
    if (line.startsWith(start)) return start + signed;
    return line.startsWith('XroadVnpt-hash-header: ') ? `XroadVnpt-hash-header: ${mac}` : line;
  });
  return { ...request, headers };
}

/** Sends head and body as the library does: where it expects 100-continue, the body waits for that. */
export function replay(address: string, request: RecordedRequest): Promise<RawReply> {
  const { method, path, headers, bodyBase64 } = request;
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1');
  const body = Buffer.from(bodyBase64, 'base64');
  const mustWait = headers.includes('Expect: 100-continue');
  return exchangeBytes(address, mustWait ? [head, body] : [Buffer.concat([head, body])]);
}

/** Sends the second part, where there is one, when the first was answered 100. */
export function exchangeBytes(address: string, parts: readonly Buffer[]): Promise<RawReply> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    let came: Buffer = Buffer.alloc(0);
    let next = 1;
    const socket = connect(Number(port), hostname, () => socket.write(parts[0]!));
    socket.setTimeout(15_000, () => socket.destroy(new Error(`silence after ${came.toString('latin1', 0, 300)}`)));
    socket.once('error', reject).once('close', () => reject(new Error(`closed after ${came.toString('latin1')}`)));
    socket.on('data', (chunk: Buffer) => {
      came = Buffer.concat([came, chunk]);
      if (came.toString('latin1').startsWith('HTTP/1.1 100 Continue\r\n\r\n')) {
        came = came.subarray('HTTP/1.1 100 Continue\r\n\r\n'.length);
        socket.write(parts[next++]!);
      }
      const reply = wholeReply(came);
      if (reply === undefined) return;
      resolve(reply);
      socket.destroy();
    });
  });
}

function wholeReply(bytes: Buffer): RawReply | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 1).trim()]),
  );
  const body = bytes.subarray(end + 4);
  if (body.length < Number(headers.get('content-length'))) return undefined;
  return { status: Number(line.split(' ')[1]), headers, body };
}
