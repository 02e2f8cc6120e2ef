/** Under whose name the embedded server runs: PostgreSQL refuses root, so root lends it another account. */
import { spawn } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { EmbeddedFault } from './embedded-fault.js';

/** `ids` is absent when the server simply runs as whoever started us. */
export interface Account {
  readonly ids?: { readonly uid: number; readonly gid: number };
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Accounts that may run the server when we are root, in the order tried. */
const lentAccounts = ['postgres', 'nobody'];

export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of lentAccounts) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields !== undefined) return { ids: { uid: Number(fields[2]), gid: Number(fields[3]) } };
  }
  throw new EmbeddedFault(
    'account-missing',
    `PostgreSQL does not run as root and there is no account ${lentAccounts.join(' or ')} to run it. Start as another user, or set DATABASE_URL.`,
  );
}

/** The environment of the server's programs: nothing of ours, so that no PG* variable and no secret gets in. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Runs a program to its end under the account; `input` is its standard input. Never throws: no start is code null. */
export function runAs(account: Account, program: string, args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    // The working directory is one that every account can enter.
    const child = spawn(program, args, { ...account.ids, cwd: '/', env: serverEnvironment });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
    child.stdin.on('error', (error) => void (output += error.message));
    child.stdin.end(input);
  });
}

export function giveTo(account: Account, path: string): void {
  if (account.ids !== undefined) chownSync(path, account.ids.uid, account.ids.gid);
}

/** True when the account can enter the folder; judged by entering it, since modes alone do not tell. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  const { code } = await runAs(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]);
  return code === 0;
}
