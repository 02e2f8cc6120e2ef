/** Entry of an audit: exit code 0 when everything agrees, 1 when anything differs, 2 when it can not be made. */
import { parseArgs } from 'node:util';
import { ConfigFault } from '@lienthong/edge';
import { openStore, sqlState, StoreFault } from '@lienthong/store';
import { audit } from './audit.js';
import { readAuditConfig } from './config.js';
import { printJson, printLines } from './print.js';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const { DATABASE_URL: url, DATA_DIR: folder } = readAuditConfig();
  const store = await openStore({ url, connections: 2, name: 'audit', reports: true });
  const begun = performance.now();
  try {
    const findings = await audit({ store, folder, tell: (line) => void process.stderr.write(`auditing ${line} …\n`) });
    const seconds = (performance.now() - begun) / 1_000;
    process.stdout.write(`${values.json ? printJson(findings, seconds) : printLines(findings, seconds)}\n`);
    return findings.count === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}

/** 42P01: the tables are not there, so this is not a database of ours, or an empty one. */
function isUnusable(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code);
  return (
    error instanceof ConfigFault ||
    error instanceof StoreFault ||
    code.startsWith('ERR_PARSE_ARGS') ||
    sqlState(error) === '42P01'
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
