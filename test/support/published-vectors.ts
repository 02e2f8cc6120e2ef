/** Test vectors that others published (NIST's CAVP and PKITS), read from the Debian package that carries them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian: python3-cryptography-vectors. */
const folder = '/usr/lib/python3/dist-packages/cryptography_vectors';

export const hasVectors = existsSync(folder);

/** Lines `name = value` that stand together, with the lines that hold for all that follow; `section` is what stood in brackets. */
export type VectorRecord = Readonly<Record<string, string>>;

/** Those of a CAVP file (`.rsp`) that have a line of this name. */
export function* recordsWith(name: string, ...path: string[]): Generator<VectorRecord> {
  let common: VectorRecord = {};
  for (const block of readFileSync(join(folder, ...path), 'latin1').split(/\r?\n\s*\r?\n/)) {
    const lines = [...block.matchAll(/^(\w+) = (.*?)\s*$/gm)].map(([, key = '', value = '']) => [key, value] as const);
    const [, section] = /^\[([^\]]+)\]$/m.exec(block) ?? [];
    if (section !== undefined) common = { section };
    const record = { ...common, ...Object.fromEntries(lines) };
    if (name in record) yield record;
    else common = record;
  }
}

const pkits = join('x509', 'PKITS_data');

/** Files of PKITS, DER by their name. */
export function pkitsFiles(kind: 'certs' | 'crls'): ReadonlyMap<string, Buffer> {
  const path = join(folder, pkits, kind);
  return new Map(readdirSync(path).map((name) => [name.replace(/\.\w+$/, ''), readFileSync(join(path, name))]));
}

/** The signed mails of PKITS, and its trust anchor. */
export function pkitsMails(): { readonly mails: readonly string[]; readonly anchor: string } {
  const path = join(folder, pkits, 'smime');
  const mails = readdirSync(path).map((name) => join(path, name));
  return { mails, anchor: join(folder, pkits, 'certs', 'TrustAnchorRootCertificate.crt') };
}
