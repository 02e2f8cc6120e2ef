/** `lienthong certificates list|revoke|suspend|resume|renew`: what an operator does to certificates that are there. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateState } from '@lienthong/client';
import { makeRequest } from '@lienthong/signature';
import { CommandFault } from '../command-fault.js';
import { readCliConfig } from '../config.js';
import { keepBytes } from '../kept-file.js';
import { alignedLines } from '../print/table.js';
import { dataFolder } from '../project.js';
import { askAuthority, keyOf, type AuthorityDesk, type AuthorityOptions } from './ask-authority.js';
import { openCustody, type CustodyOptions } from './custody.js';
import { certificateFile, certificatePem } from './enrol.js';
import { shownJson } from '../print/shown-text.js';

export interface ShowOptions extends AuthorityOptions {
  readonly json?: true;
}

export interface ListOptions extends ShowOptions {
  readonly agency?: string;
  readonly state?: string;
}

export async function list(options: ListOptions): Promise<number> {
  const { agency, state } = options;
  const found = await askAuthority(options, async (desk) => {
    const all: CertificateState[] = [];
    for (let after: string | undefined, more = true; more;) {
      const query = { agency, state, after, limit: 500 };
      const page = await desk.client.certificates(keyOf(desk, 'operator'), query);
      all.push(...page.items);
      [after, more] = [page.next, page.more];
    }
    return all;
  });
  return show(found, options);
}

export type Change = 'suspend' | 'resume';

export async function change(what: Change, serials: readonly string[], options: ShowOptions): Promise<number> {
  return show(await askAuthority(options, (desk) => desk.client[what](keyOf(desk, 'operator'), serials)), options);
}

export async function revoke(
  serials: readonly string[],
  options: ShowOptions & { readonly ground: string },
): Promise<number> {
  const { ground } = options;
  return show(
    await askAuthority(options, (desk) => desk.client.revoke(keyOf(desk, 'operator'), serials, ground)),
    options,
  );
}

export interface RenewOptions extends ShowOptions, CustodyOptions {
  readonly wallet?: string;
}

/** A new certificate for the same key, up to three years; the one before holds until it ends. */
export async function renew(who: readonly string[], options: RenewOptions): Promise<number> {
  const wallet = options.wallet ?? join(dataFolder(options.data).path, 'wallet');
  const custody = await openCustody(wallet, options, readCliConfig());
  try {
    return await askAuthority(options, async (desk) => {
      const renewed: CertificateState[] = [];
      for (const holder of who) renewed.push(await renewOne(desk, wallet, holder, custody));
      return show(renewed, options);
    });
  } finally {
    custody.close();
  }
}

async function renewOne(
  desk: AuthorityDesk,
  wallet: string,
  who: string,
  custody: Awaited<ReturnType<typeof openCustody>>,
): Promise<CertificateState> {
  const { client } = desk;
  const operator = keyOf(desk, 'operator');
  const renews = serialIn(certificateFile(wallet, { who }));
  const { agency, commonName, kind, authority } = await client.certificate(operator, renews);
  const subject = { agency, commonName, kind: kind as 'agency' | 'person' | 'place' };
  const request = makeRequest(await custody.keyOf(who, subject.kind), subject).toString('base64');
  const branch = authority.startsWith('party') ? 'party' : 'state';
  const [applied] = await client.apply(keyOf(desk, 'registrar'), [{ ...subject, branch, request, renews }]);
  if (applied === undefined || !('id' in applied))
    throw new CommandFault(`${who}: ${applied?.refusal.detail ?? 'no answer'}`, 1);
  const [issued] = await client.issue(operator, [applied.id]);
  const certificate = Buffer.from(issued?.certificate ?? '', 'base64');
  await custody.take(who, certificate);
  keepBytes(certificateFile(wallet, { who }), certificatePem(certificate), 0o644);
  return client.certificate(operator, issued?.serial ?? '');
}

function serialIn(file: string): string {
  try {
    return new X509Certificate(readFileSync(file)).serialNumber.toLowerCase();
  } catch (error) {
    throw new CommandFault(`${file} holds no certificate to renew: ${(error as Error).message}`, 2, { cause: error });
  }
}

function show(certificates: readonly CertificateState[], { json }: ShowOptions): number {
  process.stdout.write(`${json ? shownJson(certificates) : certificatesText(certificates)}\n`);
  return 0;
}

export function certificatesText(certificates: readonly CertificateState[]): string {
  const rows = certificates.map(({ serial, state, kind, agency, commonName, to }) => [
    ...[serial, state, kind, agency, commonName],
    to.slice(0, 10),
  ]);
  return alignedLines(
    [['serial', 'state', 'kind', 'agency', 'name', 'until'], ...rows],
    rows[0]?.map(() => 'left') ?? [],
  ).join('\n');
}
