/** A client of the national axis' API that behaves as the vendor's SDK does: leftover headers, an odd hash, repeated timestamps. */
import { createHmac, hash } from 'node:crypto';
import { request } from 'node:http';
import { request as requestOverTls, type RequestOptions } from 'node:https';

/** What every answer has; the fields of the operation stand beside it. */
export interface AxisAnswer {
  readonly status: 'OK' | 'FAIL';
  readonly ErrorCode: string;
  readonly ErrorDesc: string;
  readonly DocId?: string;
  readonly count?: number;
  readonly data?: unknown;
}

export interface AxisLine {
  readonly http: number;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface AxisCall {
  readonly method: 'GET' | 'POST';
  readonly operation: string;
  readonly body?: Buffer;
  readonly contentType?: string;
  /** Headers instead of or beside the usual ones; undefined takes one away. */
  readonly change?: Readonly<Record<string, string | undefined>>;
}

/** SHA-256 in hexadecimal, every byte without its leading zero: 61 characters or so. */
export function oddHash(bytes: Buffer): string {
  return Array.from(hash('sha256', bytes, 'buffer'), (byte) => byte.toString(16)).join('');
}

/** `ddMMyyyy'T'HHmmss+SSSS`, Vietnam time, to the second: it repeats. */
export function axisTimestamp(at: number): string {
  const [date = '', time = ''] = new Date(at + 7 * 3_600_000).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}${month}${year}T${time.slice(0, 8).replaceAll(':', '')}+0000`;
}

export class AxisClient {
  /** One header set for all calls: what one call puts in, the later ones send again. */
  readonly headers = new Map<string, string>();

  constructor(
    private readonly base: string,
    readonly system: string,
    private readonly secret: string,
    /** Where the base is https:// whom to trust, and with which certificate to come. */
    private readonly tls: RequestOptions = {},
  ) {}

  sendEdoc(from: string, bytes: Buffer, messagetype: 'edoc' | 'status' = 'edoc'): Promise<AxisAnswer> {
    this.put({ from, servicetype: 'eDoc', messagetype, 'hash-file': oddHash(bytes) });
    const change = { Expect: '100-continue' };
    return this.ask({
      method: 'POST',
      operation: 'sendEdoc',
      body: bytes,
      contentType: 'application/octet-stream',
      change,
    });
  }

  async received(messagetype: 'edoc' | 'status' = 'edoc'): Promise<Record<string, string>[]> {
    this.put({ servicetype: 'eDoc', messagetype });
    return (await this.good('getReceivedEdocList')).data as Record<string, string>[];
  }

  async sent(docId = '', messagetype: 'edoc' | 'status' = 'edoc'): Promise<Record<string, string>[]> {
    this.put({ servicetype: 'eDoc', messagetype, docId });
    return (await this.good('getSentEdocList')).data as Record<string, string>[];
  }

  async getEdoc(docId: string): Promise<Buffer> {
    this.put({ docId, filePath: '/var/spool/edoc' });
    const { data } = await this.good('getEdoc', Buffer.from('{}'));
    return Buffer.from(data as string, 'base64');
  }

  async downloadEdoc(docId: string): Promise<Buffer> {
    this.put({ docId });
    return (await this.line({ method: 'GET', operation: 'downloadEdoc' })).bytes;
  }

  updateStatus(docId: string, status: string): Promise<AxisAnswer> {
    this.put({ docId, status });
    return this.ask({ method: 'POST', operation: 'updateStatus', body: Buffer.from('{}') });
  }

  /** An operation that has to succeed. */
  async good(operation: string, body?: Buffer): Promise<AxisAnswer> {
    const answer = await this.ask({ method: 'POST', operation, ...(body && { body }) });
    if (answer.status === 'OK') return answer;
    throw new Error(`${operation}: ${answer.ErrorCode} ${answer.ErrorDesc}`);
  }

  async ask(call: AxisCall): Promise<AxisAnswer> {
    const { http, type, bytes } = await this.line(call);
    if (http !== 200 || type !== 'application/json;charset=UTF-8')
      throw new Error(`${call.operation} answers ${http} ${type}: ${bytes.toString().slice(0, 200)}`);
    return JSON.parse(bytes.toString()) as AxisAnswer;
  }

  /** Below the JSON: status, media type and bytes of the answer. */
  line({ method, operation, body, contentType = 'application/json', change = {} }: AxisCall): Promise<AxisLine> {
    const headers = { ...this.signed(), 'Content-Type': contentType, 'Content-Length': String(body?.length ?? 0) };
    const sent = Object.entries({ ...headers, ...change }).filter(([, value]) => value !== undefined);
    return new Promise((resolve, reject) => {
      const url = `${this.base}/${operation}`;
      const ask = url.startsWith('https:') ? requestOverTls : request;
      const asking = ask(url, { method, headers: Object.fromEntries(sent), agent: false, ...this.tls });
      asking.once('error', reject).once('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
        answer.once('end', () => {
          const [http, type] = [answer.statusCode ?? 0, answer.headers['content-type'] ?? ''];
          resolve({ http, type, bytes: Buffer.concat(chunks) });
        });
      });
      asking.end(body);
    });
  }

  put(fields: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(fields)) this.headers.set(name, value);
  }

  /** The headers of the next call, signed as they stand; their bytes are UTF-8. */
  signed(secret = this.secret): Record<string, string> {
    const fields = {
      ...Object.fromEntries(this.headers),
      systemid: this.system,
      timestamp: this.headers.get('timestamp') ?? axisTimestamp(Date.now()),
      'Content-Type': 'application/json',
      version: '3.0.201608',
    };
    const prefixed = Object.entries(fields).map(([name, value]) => [`XroadVnpt-${name}`, latin1(value)] as const);
    const text = JSON.stringify(Object.fromEntries(prefixed));
    return {
      ...Object.fromEntries(prefixed),
      'XroadVnpt-sign-header-key': Object.keys(fields).join(';'),
      'XroadVnpt-sign-header': text,
      'XroadVnpt-hash-header': createHmac('sha256', secret).update(Buffer.from(text, 'latin1')).digest('hex'),
      'User-Agent': 'JAVASDKAgent/1.0.0 XRoad/VPCP',
    };
  }
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
