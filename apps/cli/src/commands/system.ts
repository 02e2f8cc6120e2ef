/** `lienthong system add|list|remove`: which centres may use the national axis' API, and with which secret. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { MintedSystem, SystemView } from '@lienthong/edxml';
import { CommandFault } from '../command-fault.js';
import { alignedLines } from '../print/table.js';
import { textIn } from '../read-text.js';
import { keepDemoSystem, madeAt } from '../demo-system.js';
import { dataFolder } from '../project.js';
import { askOperator } from './ask-operator.js';
import type { AskOptions } from './ask-operator.js';
import { shownJson } from '../print/shown-text.js';

export interface SystemOptions extends AskOptions {
  readonly json?: true;
}

export interface AddOptions extends SystemOptions {
  readonly hardened?: true;
  readonly compatible?: true;
  readonly secretFile?: string;
  readonly clientCertificate?: string;
  readonly alias?: readonly string[];
  readonly mayRegister?: true;
}

/**
 * The secret is printed here and never again. The exchange keeps it sealed under the place's key, not as a digest: an HMAC can
 * only be checked by who knows the secret itself.
 */
export async function addSystem(code: string, options: AddOptions): Promise<number> {
  const { hardened, compatible, secretFile, clientCertificate: file, alias, mayRegister } = options;
  const mode: SystemView['mode'] | undefined = hardened ? 'hardened' : compatible ? 'compatible' : undefined;
  const secret = secretFile === undefined ? undefined : textIn(secretFile).trim();
  const system = {
    ...{ code, ...(mode !== undefined && { mode }), ...(secret !== undefined && { secret }) },
    ...(file !== undefined && { clientCertificate: certificateIn(file) }),
    ...{ ...(alias !== undefined && { aliases: alias }), ...(mayRegister && { mayRegister }) },
  };
  const minted = await askOperator(options, async (client) => {
    const before = await madeAt(client, code);
    const added = await client.operator.addSystem(system);
    await keepDemoSystem(client, dataFolder(options.data), { before, added });
    return added;
  });
  process.stdout.write(`${options.json ? shownJson(minted) : mintedText(minted)}\n`);
  return 0;
}

/** PEM of the first certificate in a file, and nothing else of it: its key may stand there too. */
function certificateIn(file: string): string {
  try {
    return new X509Certificate(readFileSync(file)).toString();
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'holds no certificate (PEM or DER)';
    throw new CommandFault(`--client-certificate: ${file} ${why}.`, 2, { cause: error });
  }
}

export async function listSystems(options: SystemOptions): Promise<number> {
  const systems = await askOperator(options, (client) => client.operator.systems());
  process.stdout.write(`${options.json ? shownJson(systems) : systemsText(systems)}\n`);
  return 0;
}

export async function removeSystem(code: string, options: SystemOptions): Promise<number> {
  await askOperator(options, (client) => client.operator.removeSystem(code));
  if (options.json) process.stdout.write(`${JSON.stringify({ removed: code })}\n`);
  else process.stdout.write(`${code} is no system any more; what waits for it stays.\n`);
  return 0;
}

export function mintedText({ code, mode, clientCertificate, aliases, secret, path }: MintedSystem): string {
  return [
    `system id  ${code}`,
    ...(aliases === undefined ? [] : [`aliases    ${aliases.join(', ')}`]),
    `secret     ${secret}`,
    `mode       ${mode}${clientCertificate === undefined ? '' : `, with the client certificate ${clientCertificate}`}`,
    `path       ${path}`,
    'The secret is shown this once; add the system again for a new one.',
  ].join('\n');
}

function systemsText(systems: readonly SystemView[]): string {
  if (systems.length === 0) return 'There are no systems. Add one with: lienthong system add CODE';
  const rows = systems.map((one) => [
    ...[one.code, one.aliases?.join(', ') ?? '', one.mode, one.mayRegister ? 'yes' : ''],
    ...[one.createdAt.slice(0, 10), one.clientCertificate ?? ''],
  ]);
  const head = ['system id', 'aliases', 'mode', 'may register', 'since', 'client certificate (SHA-256)'];
  return alignedLines(
    [head, ...rows],
    head.map(() => 'left'),
  ).join('\n');
}
