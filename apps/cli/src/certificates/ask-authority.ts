/** A client of the trust service with the keys of a registrar and an operator, for the commands about certificates. */
import { readFileSync } from 'node:fs';
import { NoAnswerError, ProblemError, TrustClient, type EnrolmentKeys } from '@lienthong/client';
import { CommandFault } from '../command-fault.js';
import { dataFolder } from '../project.js';
import { readRunning } from '../running.js';

export interface AuthorityOptions {
  readonly url?: string;
  /** JSON file with the keys: `registrar`, `operator`. */
  readonly keys?: string;
  readonly data?: string;
}

export interface AuthorityDesk {
  readonly client: TrustClient;
  readonly keys: Partial<EnrolmentKeys>;
}

const usualUrl = 'http://127.0.0.1:8144';

/** Asks, and closes the line. @throws CommandFault in words a person can act on */
export async function askAuthority<T>(
  options: AuthorityOptions,
  question: (desk: AuthorityDesk) => Promise<T>,
): Promise<T> {
  const data = dataFolder(options.data);
  const url = options.url ?? readRunning(data)?.trustUrl ?? usualUrl;
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new CommandFault(`--url ${url} is not an http:// address.`);
  const keys = keysIn(options.keys ?? data.trustKeys);
  const client = new TrustClient(url);
  try {
    return await question({ client, keys });
  } catch (error) {
    if (error instanceof ProblemError) throw new CommandFault(`${url} answers ${error.message}`, 1, { cause: error });
    if (error instanceof NoAnswerError) {
      throw new CommandFault(`No authority answers at ${url}. Start one with: lienthong start`, 1, { cause: error });
    }
    throw error;
  } finally {
    await client.close();
  }
}

/** @throws CommandFault when the file has no key of this role */
export function keyOf({ keys }: AuthorityDesk, role: keyof EnrolmentKeys): string {
  const key = keys[role];
  if (key === undefined)
    throw new CommandFault(`This needs a key of role ${role}. Name a file that has one with --keys.`);
  return key;
}

function keysIn(file: string): Partial<EnrolmentKeys> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<EnrolmentKeys>;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    throw new CommandFault(
      `${file} holds no keys: ${why}. Name a file with --keys, or the data folder with --data.`,
      2,
      {
        cause: error,
      },
    );
  }
}
