/** Where an authority rests: a folder of its own, readable by its owner only. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Revocation } from './write-crl.js';

/** One level: its certificate (DER) and key. */
export interface AuthorityLevel {
  readonly certificate: Buffer;
  readonly key: KeyObject;
}

/** All there is to keep of an authority. */
export interface AuthorityState {
  readonly name: string;
  readonly root: AuthorityLevel;
  readonly issuing: AuthorityLevel;
  crlNumber: number;
  readonly revocations: { root: Revocation[]; issuing: Revocation[] };
}

interface Ledger {
  readonly name: string;
  readonly crlNumber: number;
  readonly revocations: { root: Revocation[]; issuing: Revocation[] };
}

const LEDGER = 'authority.json';

export async function saveAuthority(folder: string, state: AuthorityState): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { name, crlNumber, revocations } = state;
  const ledger: Ledger = { name, crlNumber, revocations };
  await saveLevel(folder, 'root', state.root);
  await saveLevel(folder, 'issuing', state.issuing);
  await saveFile(join(folder, LEDGER), `${JSON.stringify(ledger, undefined, 2)}\n`);
}

export async function loadAuthority(folder: string): Promise<AuthorityState> {
  const ledger = JSON.parse(await readFile(join(folder, LEDGER), 'utf8')) as Ledger;
  return { ...ledger, root: await loadLevel(folder, 'root'), issuing: await loadLevel(folder, 'issuing') };
}

async function saveLevel(folder: string, level: string, { certificate, key }: AuthorityLevel): Promise<void> {
  await saveFile(join(folder, `${level}.crt.pem`), toPem(certificate));
  await saveFile(join(folder, `${level}.key.pem`), key.export({ type: 'pkcs8', format: 'pem' }).toString());
}

async function loadLevel(folder: string, level: string): Promise<AuthorityLevel> {
  const pem = await readFile(join(folder, `${level}.crt.pem`), 'utf8');
  const key = createPrivateKey(await readFile(join(folder, `${level}.key.pem`)));
  return { certificate: Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64'), key };
}

// Written beside and renamed: a crash leaves the old file or the new one.
async function saveFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, path);
}

const toPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
