/** `lienthong verify --policy rfc5280`: mail signed by openssl with the certificate of an authority that knows nothing of our profile. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../project.js';
import type { FileVerdict } from '../verify/file-verdict.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), 'lienthong-verify-public-'));
afterAll(() => rmSync(folder, { recursive: true }));

function openssl(words: string): boolean {
  return spawnSync('openssl', words.split(' '), { cwd: folder }).status === 0;
}

const authority = `[ca]
default_ca=own
[own]
database=index.txt
crlnumber=number
default_md=sha256
`;
const mailbox = 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=emailProtection\n';
const key = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';

beforeAll(() => {
  if (!hasOpenssl) return;
  const files = {
    'ca.cnf': authority,
    'ann.ext': mailbox,
    'index.txt': '',
    number: '01\n',
    letter: 'Kính gửi: Sở Y tế\r\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const sign = 'cms -sign -binary -in letter -signer ann.pem -inkey ann.key';
  const made = [
    `req -x509 ${key} -keyout ca.key -out ca.pem -subj /O=Public/CN=Root -days 7300 -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature`,
    `req ${key} -keyout ann.key -out ann.csr -subj /CN=Ann/emailAddress=ann@x.vn`,
    'x509 -req -in ann.csr -CA ca.pem -CAkey ca.key -set_serial 85 -days 3650 -extfile ann.ext -out ann.pem',
    'ca -gencrl -config ca.cnf -cert ca.pem -keyfile ca.key -crldays 30 -out list.crl',
    `${sign} -outform DER -out letter.p7s`,
    `${sign} -nodetach -outform DER -out bare.p7m`,
    `${sign} -nodetach -noindef -outform SMIME -out mail.p7m`,
    `${sign} -nodetach -noindef -outform SMIME -out mail.eml`,
    `${sign} -nodetach -outform PEM -out armoured.p7m`,
  ].map(openssl);
  expect(made).not.toContain(false);
  const [root, list] = ['ca.pem', 'list.crl'].map((name) => readFileSync(join(folder, name), 'latin1'));
  writeFileSync(join(folder, 'both.pem'), `${root}${list}`);
});

const trust = ['--trust', 'ca.pem', '--crl', 'list.crl'];

function verdicts(
  files: readonly string[],
  ...options: string[]
): [code: number | null, ...verdicts: [string, string][]] {
  const words = [builtProgram('cli', 'main.js'), 'verify', ...files, '--json', ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    env: { HOME: folder },
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return [status, ...(JSON.parse(stdout) as FileVerdict[]).map(({ file, code }): [string, string] => [file, code])];
}

describeWithOpenssl('what a public authority vouches for', () => {
  const files = ['letter.p7s', 'bare.p7m', 'mail.p7m', 'mail.eml', 'armoured.p7m', 'ann.pem'];

  test('is trusted under RFC 5280, beside its content and around it, and by openssl', () => {
    expect(verdicts(files, ...trust, '--policy', 'rfc5280')).toEqual([0, ...files.map((file) => [file, 'trusted'])]);
    const verify = 'cms -verify -binary -CAfile both.pem -crl_check -purpose any -out content -inform';
    expect(openssl(`${verify} DER -in bare.p7m`)).toBe(true);
    expect(openssl(`${verify} SMIME -in mail.p7m`)).toBe(true);
  });

  test('is not what the exchange takes: the strict profile refuses even the authority', () => {
    expect(() => verdicts(files, ...trust)).toThrow(/ca\.pem can not be used: trust anchor/);
    expect(() => verdicts(files, ...trust, '--policy', 'strict')).toThrow(/ca\.pem can not be used: trust anchor/);
  });

  test('is not trusted without its revocation list, and refused by a policy that is not known', () => {
    expect(verdicts(['bare.p7m'], '--trust', 'ca.pem', '--policy', 'rfc5280')).toEqual([
      1,
      ['bare.p7m', 'revocation-stale'],
    ]);
    expect(() => verdicts(['bare.p7m'], ...trust, '--policy', 'none')).toThrow(/Allowed choices are strict, rfc5280/);
  });
});
