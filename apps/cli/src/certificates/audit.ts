/** `lienthong certificates audit`: recomputes the authority's journal; it needs neither the service nor the database. */
import { runAuditor } from '../commands/run-auditor.js';
import { readCliConfig } from '../config.js';
import { builtProgram, dataFolder } from '../project.js';

export interface JournalAuditOptions {
  readonly head?: string;
  readonly json?: true;
  readonly data?: string;
}

/** Gives the auditor's own exit code: 0 when everything agrees, 1 when anything differs. */
export function auditJournal({ head, json, data }: JournalAuditOptions): Promise<number> {
  const words = [...(json ? ['--json'] : []), ...(head === undefined ? [] : ['--head', head])];
  const environment = { ...readCliConfig().inherited, DATA_DIR: dataFolder(data).path };
  return runAuditor(builtProgram('trust', 'audit/main.js'), words, environment);
}
