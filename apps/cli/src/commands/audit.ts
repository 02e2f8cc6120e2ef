/** `lienthong audit`: the recount of a deployment, on its running database or on one started just for this. */
import { existsSync } from 'node:fs';
import { CommandFault } from '../command-fault.js';
import { readCliConfig } from '../config.js';
import { claimData } from '../launch/claim-data.js';
import { startDatabase } from '../launch/database.js';
import { builtProgram, dataFolder } from '../project.js';
import type { DataFolder } from '../project.js';
import { readRunning } from '../running.js';
import { runAuditor } from './run-auditor.js';

export interface AuditOptions {
  readonly json?: true;
  readonly data?: string;
}

/** Gives the auditor's own exit code: 0 when everything agrees, 1 when anything differs. */
export async function audit(options: AuditOptions): Promise<number> {
  const data = dataFolder(options.data);
  const config = readCliConfig();
  const program = builtProgram('exchange', 'audit/main.js');
  const database = await openDatabaseOf(data, config.databaseUrl);
  try {
    return await runAuditor(program, options.json ? ['--json'] : [], {
      ...config.inherited,
      DATABASE_URL: database.url,
      DATA_DIR: data.path,
      LOG_LEVEL: config.logLevel,
    });
  } finally {
    await database.stop();
  }
}

interface OpenDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

async function openDatabaseOf(data: DataFolder, given: string | undefined): Promise<OpenDatabase> {
  const running = readRunning(data);
  const url = given ?? running?.databaseUrl;
  if (url !== undefined && (given !== undefined || isOwned(data))) return { url, stop: () => Promise.resolve() };
  if (!existsSync(data.postgres)) {
    throw new CommandFault(`${data.path} holds no deployment. Name its folder with --data, or set DATABASE_URL.`);
  }
  const claim = claimData(data);
  const database = await startDatabase(data, undefined, (line) => void process.stderr.write(`${line}\n`));
  return { url: database.url, stop: () => database.stop().finally(() => claim.release()) };
}

/** A killed launcher leaves its address file behind; a living one still owns the folder. */
function isOwned(data: DataFolder): boolean {
  try {
    claimData(data).release();
    return false;
  } catch (error) {
    if (error instanceof CommandFault) return true;
    throw error;
  }
}
