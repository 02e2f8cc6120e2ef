/** A client with the operator's key, for the commands that ask a running exchange. */
import { existsSync, readFileSync } from 'node:fs';
import { LienThongClient, NoAnswerError, ProblemError } from '@lienthong/client';
import { CommandFault } from '../command-fault.js';
import { dataFolder } from '../project.js';
import { exchangeUrl } from '../running.js';

export interface AskOptions {
  readonly url?: string;
  readonly key?: string;
  readonly data?: string;
}

/** Asks one question and closes the line. @throws CommandFault in words a person can act on */
export async function askOperator<T>(
  options: AskOptions,
  question: (client: LienThongClient) => Promise<T>,
): Promise<T> {
  const data = dataFolder(options.data);
  const url = exchangeUrl(data, options.url);
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new CommandFault(`--url ${url} is not an http:// address.`);
  const client = new LienThongClient({ baseUrl: url, key: options.key ?? keyIn(data.operatorKey), connections: 1 });
  try {
    return await question(client);
  } catch (error) {
    if (error instanceof ProblemError) throw new CommandFault(`${url} answers ${error.message}`, 1, { cause: error });
    if (error instanceof NoAnswerError) throw new CommandFault(whyNoAnswer(url, error), 1, { cause: error });
    throw error;
  } finally {
    await client.close();
  }
}

/** Over TLS somebody may well be there, and not be trusted. */
function whyNoAnswer(url: string, { cause }: NoAnswerError): string {
  const { message, code } = cause as NodeJS.ErrnoException;
  if (!url.startsWith('https:') || code === 'ECONNREFUSED')
    return `No exchange answers at ${url}. Start one with: lienthong start`;
  return `No answer from ${url}: ${message}. Authorities beside those of Node are named with NODE_EXTRA_CA_CERTS.`;
}

function keyIn(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new CommandFault(
    `There is no operator's key in ${file}. Name a key with --key, or the data folder with --data.`,
  );
}
