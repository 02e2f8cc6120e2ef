/** A client of the provincial axis' API as Lạng Sơn's office systems speak it. */
import { ask, type Answered } from './door.js';

export interface ProvincialReply {
  readonly http: number;
  readonly success: boolean;
  readonly errorCode: string;
  readonly message: string;
  readonly data: unknown;
}

export class ProvincialClient {
  constructor(
    private readonly address: string,
    private readonly system: string,
    private readonly secret: string,
  ) {}

  async sendEdoc(bytes: Buffer, messageType: 'edoc' | 'status' = 'edoc', part = 'edocFile'): Promise<ProvincialReply> {
    const form = new FormData();
    form.set('messageType', messageType);
    form.set(part, new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }), 'goi-tin.edxml');
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return this.post('sendEdoc', Buffer.from(await encoded.arrayBuffer()), type);
  }

  list(query = 'messageType=edoc'): Promise<ProvincialReply> {
    return this.get(`syncReceivedEdocList?${query}`);
  }

  getEdoc(docId: string): Promise<ProvincialReply> {
    return this.get(`getEdoc?docId=${encodeURIComponent(docId)}`);
  }

  updateStatus(docId: string, status: string): Promise<ProvincialReply> {
    return this.post('updateStatus', Buffer.from(JSON.stringify({ docId, status })), 'application/json');
  }

  async get(path: string): Promise<ProvincialReply> {
    return replyOf(await ask(this.address, { method: 'GET', path: `/v1/${path}`, headers: this.headers }));
  }

  async post(path: string, body: Buffer, type: string): Promise<ProvincialReply> {
    const asked = { method: 'POST', path: `/v1/${path}`, headers: this.headers, type, body } as const;
    return replyOf(await ask(this.address, asked));
  }

  private get headers(): Readonly<Record<string, string>> {
    return { 'X-SystemId': this.system, 'X-SecretKey': this.secret };
  }
}

function replyOf({ status: http, body }: Answered): ProvincialReply {
  return { http, ...(JSON.parse(body.toString()) as Omit<ProvincialReply, 'http'>) };
}
