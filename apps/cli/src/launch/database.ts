/** The database of a deployment: the PostgreSQL it was given, or the embedded one, started again if it dies. */
import { EmbeddedFault, startEmbeddedPostgres } from '@lienthong/store';
import type { EmbeddedPostgres } from '@lienthong/store';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFault } from '../command-fault.js';
import type { DataFolder } from '../project.js';

export interface Database {
  readonly url: string;
  stop(): Promise<void>;
}

const restartAfterMs = 500;

export async function startDatabase(
  data: DataFolder,
  given: string | undefined,
  say: (line: string) => void,
): Promise<Database> {
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const server = new KeptServer(data.postgres, say);
  const { url } = await server.start();
  return { url, stop: () => server.stop() };
}

class KeptServer {
  private running: EmbeddedPostgres | undefined;
  private stopping = false;

  constructor(
    private readonly folder: string,
    private readonly say: (line: string) => void,
  ) {}

  async start(port?: number): Promise<EmbeddedPostgres> {
    const options = { folder: this.folder, log: this.say, ...(port !== undefined && { port }) };
    const server = await startEmbeddedPostgres(options).catch(asCommandFault);
    this.running = server;
    void server.exited.then(() => this.revive(server));
    return server;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running?.stop();
  }

  /** The exchange answers 503 meanwhile and finds the server again under the same address. */
  private async revive(dead: EmbeddedPostgres): Promise<void> {
    if (this.stopping) return;
    this.say('PostgreSQL ended by itself; starting it again.');
    await dead.stop();
    await pause(restartAfterMs);
    if (this.stopping) return;
    await this.start(dead.port).catch((error: Error) => {
      this.say(`PostgreSQL does not start again: ${error.message}`);
    });
  }
}

function asCommandFault(error: unknown): never {
  if (error instanceof EmbeddedFault) throw new CommandFault(error.message, 2, { cause: error });
  throw error;
}
