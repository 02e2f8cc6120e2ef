/** Stands before the authority under the address that certificates name; each of its public services can be closed, as if it were gone. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const parts = { lists: '/pki/lists/', status: '/ocsp', stamps: '/tsa' } as const;
export type Part = keyof typeof parts;

export class AuthorityGate {
  private readonly closed = new Set<Part>();
  private readonly turned = new Map<Part, number>();

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on('request', (asked: IncomingMessage, reply: ServerResponse) => this.pass(asked, reply));
  }

  /** Listens on a free port of this machine. */
  static async open(target: string): Promise<AuthorityGate> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new AuthorityGate(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(...some: readonly Part[]): void {
    for (const part of some) this.closed.add(part);
  }

  openAll(): void {
    this.closed.clear();
  }

  /** How often somebody asked for a part that was closed. */
  turnedAway(part: Part): number {
    return this.turned.get(part) ?? 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(asked: IncomingMessage, reply: ServerResponse): void {
    const { url: path = '/', method, headers } = asked;
    const part = (Object.keys(parts) as Part[]).find((one) => path.startsWith(parts[one]));
    if (part !== undefined && this.closed.has(part)) {
      this.turned.set(part, this.turnedAway(part) + 1);
      asked.socket.destroy();
      return;
    }
    const onward = request(new URL(path, this.target), { ...(method && { method }), headers, agent: false });
    // The authority is gone: so is this connection.
    onward.once('error', () => asked.socket.destroy());
    onward.once('response', (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    asked.pipe(onward);
  }
}
