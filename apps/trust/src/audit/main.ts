/** Entry of the journal's audit: exit code 0 when everything agrees, 1 when anything differs, 2 when it can not be made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigFault, isSystemFault } from '@lienthong/edge';
import type { StampedHead } from '../ledger/head.js';
import { auditJournal, type JournalAudit } from './audit-journal.js';
import { readAuditConfig } from './config.js';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, head: { type: 'string' } } });
  const { DATA_DIR } = readAuditConfig();
  const kept = values.head === undefined ? [] : [JSON.parse(readFileSync(values.head, 'utf8')) as StampedHead];
  const audit = await auditJournal(join(DATA_DIR, 'authority'), kept);
  process.stdout.write(`${values.json ? JSON.stringify(audit, undefined, 2) : wordsFor(audit)}\n`);
  return audit.findings.length === 0 ? 0 : 1;
}

function wordsFor({ lines, certificates, findings }: JournalAudit): string {
  if (findings.length === 0) return `${lines} lines, ${certificates} certificates: everything agrees`;
  return findings.map((finding) => `differs: ${finding}`).join('\n');
}

/** Input that can not be used, in contrast to an audit that failed. */
function isUnusable(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code);
  return (
    error instanceof ConfigFault ||
    error instanceof SyntaxError ||
    isSystemFault(error) ||
    code.startsWith('ERR_PARSE_ARGS')
  );
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const isFault = isUnusable(error);
    process.stderr.write(`${isFault ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
    process.exitCode = isFault ? 2 : 3;
  },
);
