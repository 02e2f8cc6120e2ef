/** A network with two servers: one that speaks HTTP, for the operator, and one over TLS that asks clients for certificates. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Serving } from '../../apps/exchange/src/serve.js';
import { Network } from './network.js';
import { TlsFiles, type TlsPair } from './tls-files.js';

const program = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

export class NetworkOverTls {
  private constructor(
    readonly network: Network,
    readonly secure: Serving,
    readonly files: TlsFiles,
    /** Above the server's certificate and those of clients. */
    readonly authority: TlsPair,
  ) {}

  static async start(name: string): Promise<NetworkOverTls> {
    const files = new TlsFiles(mkdtempSync(join(tmpdir(), 'lienthong-tls-')));
    const authority = files.make('authority', { isAuthority: true });
    const server = files.make('server', { by: 'authority', purposes: 'serverAuth' });
    // The second of two authorities in one file: all of it is read.
    const bundle = join(files.folder, 'clients.pem');
    writeFileSync(bundle, files.make('another authority', { isAuthority: true }).cert + authority.cert);
    const network = await Network.start(name);
    const settings = { TLS_CERT: server.certFile, TLS_KEY: server.keyFile, TLS_CLIENT_CA: bundle };
    return new NetworkOverTls(network, await network.addServer(settings), files, authority);
  }

  async stop(): Promise<void> {
    await this.network.stop();
    rmSync(this.files.folder, { recursive: true });
  }
}

export interface CommandEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as a process of its own: whom Node trusts is read at its start. */
export function lienthong(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandEnd> {
  const env = { ...process.env, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}
