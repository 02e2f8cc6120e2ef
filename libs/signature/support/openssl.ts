/** The second judge: the openssl command, given the same bytes. Where it is not installed, its specs are skipped by name. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@jest/globals';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export const testWithOpenssl = hasOpenssl ? test : test.skip;

export const pem = (label: string, ...ders: Buffer[]): string =>
  ders.map((der) => `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`).join('');

export interface OpensslAnswer {
  readonly isGood: boolean;
  readonly said: string;
}

/** Runs openssl in a folder of its own that holds `files`; arguments name them. */
export function openssl(files: Readonly<Record<string, Buffer | string>>, ...words: string[]): OpensslAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-openssl-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { status, stdout, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'latin1' });
    return { isGood: status === 0, said: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Like `openssl`, for words that ask a server of this process: it goes on meanwhile. */
export async function opensslAsking(
  files: Readonly<Record<string, Buffer | string>>,
  ...words: string[]
): Promise<OpensslAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-openssl-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return await new Promise((resolve) => {
      execFile('openssl', words, { cwd: folder, encoding: 'latin1', timeout: 20_000 }, (error, stdout, stderr) =>
        resolve({ isGood: error === null, said: `${stdout}${stderr}` }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The DER element among what openssl said: at the front, or after its own words. */
export function derIn({ said }: OpensslAnswer): Buffer {
  const bytes = Buffer.from(said, 'latin1');
  const der = bytes[0] === 0x30 ? bytes : bytes.subarray(bytes.indexOf(Buffer.of(0x30, 0x82)));
  const first = der[1] ?? 0;
  return der.subarray(0, first < 0x80 ? 2 + first : 2 + (first & 0x7f) + der.readUIntBE(2, first & 0x7f));
}

interface Chain {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
}

const attime = (at: Date): string[] => ['-attime', String(Math.floor(at.getTime() / 1000))];

/** `openssl cms -verify` at a given time; the signature encloses only the signer's certificate, so the chain comes by -CAfile. */
export function cmsVerify(cms: Buffer, content: Buffer, chain: Chain, at: Date): OpensslAnswer {
  const files = {
    'signature.p7s': cms,
    content,
    'chain.pem': pem('CERTIFICATE', ...chain.anchors, ...chain.intermediates),
  };
  const words = 'cms -verify -binary -inform DER -in signature.p7s -content content -CAfile chain.pem -purpose any';
  return openssl(files, ...words.split(' '), '-out', 'out', ...attime(at));
}

/** `openssl verify -crl_check_all -x509_strict` of a certificate at a given time; `more`: other words. */
export function verifyCertificate(
  certificate: Buffer,
  chain: Chain & { readonly crls: readonly Buffer[] },
  at: Date,
  ...more: readonly string[]
): OpensslAnswer {
  const files = {
    'signer.pem': pem('CERTIFICATE', certificate),
    'roots.pem': pem('CERTIFICATE', ...chain.anchors),
    'issuing.pem': pem('CERTIFICATE', ...chain.intermediates),
    'lists.pem': pem('X509 CRL', ...chain.crls),
  };
  const words = 'verify -crl_check_all -x509_strict -CAfile roots.pem -untrusted issuing.pem -CRLfile lists.pem';
  return openssl(files, ...words.split(' '), ...more, ...attime(at), 'signer.pem');
}

/** Files of a chain and the words that name them. */
const chainFiles = ({ anchors, intermediates }: Chain) => ({
  'roots.pem': pem('CERTIFICATE', ...anchors),
  'issuing.pem': pem('CERTIFICATE', ...intermediates),
});
const chainWords = ['-CAfile', 'roots.pem', '-untrusted', 'issuing.pem'];

/** `openssl ts -verify` of an answer over the bytes, or against the request with its nonce. */
export function stampVerify(
  answer: Buffer,
  of: { readonly data: Buffer } | { readonly request: Buffer },
  chain: Chain,
  at: Date,
): OpensslAnswer {
  const files = { ...chainFiles(chain), 'answer.tsr': answer, of: 'data' in of ? of.data : of.request };
  const words = ['ts', '-verify', '-in', 'answer.tsr', 'data' in of ? '-data' : '-queryfile', 'of'];
  return openssl(files, ...words, ...chainWords, ...attime(at));
}

/** `openssl ocsp` of an answer on a certificate, now: whether it is good by a word that holds. */
export function ocspVerify(answer: Buffer, certificate: Buffer, issuer: Buffer, anchors: readonly Buffer[]): boolean {
  const { said } = openssl(
    { ...ocspFiles(certificate, issuer, anchors), answer },
    ...'ocsp -respin answer -CAfile root.pem -verify_other issuing.pem -no_nonce'.split(' '),
    ...aboutSigner,
  );
  return /signer\.pem: good/.test(said) && said.includes('Response verify OK');
}

/** Files of `openssl ocsp`, and the words that ask about the signer. */
export const ocspFiles = (certificate: Buffer, issuer: Buffer, anchors: readonly Buffer[]) => ({
  'root.pem': pem('CERTIFICATE', ...anchors),
  'issuing.pem': pem('CERTIFICATE', issuer),
  'signer.pem': pem('CERTIFICATE', certificate),
});
export const aboutSigner = '-issuer issuing.pem -sha256 -cert signer.pem'.split(' ');
