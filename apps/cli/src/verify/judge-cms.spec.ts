/** Foreign CMS files as `lienthong verify` judges them: by each signer, of the content inside or beside. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FileVerdict } from './file-verdict.js';
import { givenTrust } from './given-trust.js';
import { judgeFile } from './judge-file.js';
import { verdictLines } from './verdict-lines.js';

const corpus = join(import.meta.dirname, '../../../../libs/signature/support/cms-corpus/files');
const at = new Date('2026-12-15T00:00:00Z');
const given = givenTrust({
  trust: [join(corpus, 'root.pem')],
  intermediate: [join(corpus, 'issuing.pem'), join(corpus, 'signer.pem')],
  crl: [join(corpus, 'root.crl'), join(corpus, 'issuing.crl')],
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lienthong-verify-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of the corpus under another name. */
function placed(name: string, as: string): string {
  const file = join(folder, as);
  copyFileSync(join(corpus, name), file);
  return file;
}

const judged = (file: string, content?: string): FileVerdict =>
  judgeFile(file, { given, at, ...(content && { content }) });
const content = join(corpus, 'content');

describe('a file that is a CMS signature', () => {
  test('by three signers is told by each of them', () => {
    const verdict = judged(placed('openssl-three.p7s', 'three.p7s'), content);
    expect(verdict).toMatchObject({ kind: 'signature', trusted: true });
    expect(verdict.signatures.map(({ where, agency, valid }) => [where, agency, valid]).toSorted()).toEqual([
      ['signature 1', expect.stringMatching(/^H54\.0[78]$/), true],
      ['signature 2', expect.stringMatching(/^H54\.0[78]$/), true],
      ['signature 3', expect.stringMatching(/^H54\.0[78]$/), true],
    ]);
    expect(verdictLines([verdict])).toHaveLength(5);
  });

  test('with its content inside needs no other file, whatever its name', () => {
    for (const as of ['a.p7m', 'b.p7s', 'c.sig', 'd']) {
      expect(judged(placed('openssl-stream.p7m', as))).toMatchObject({ kind: 'signature', code: 'trusted' });
    }
  });

  test('with other content inside than the file of its name is no signature of that file', () => {
    const file = placed('openssl-plain.p7m', 'letter.txt.p7s');
    copyFileSync(content, join(folder, 'letter.txt'));
    expect(judged(file).code).toBe('trusted');
    writeFileSync(join(folder, 'letter.txt'), 'Công văn khác');
    expect(judged(file)).toMatchObject({ code: 'signature-altered', detail: expect.stringMatching(/encloses other/) });
    expect(judged(file, content).code).toBe('trusted');
    expect(judged(join(folder, 'letter.txt')).code).toBe('signature-altered');
  });

  test('without its signer’s certificate is judged by the one that was given', () => {
    expect(judged(placed('openssl-nobody-enclosed.p7s', 'nobody.p7s'), content).code).toBe('trusted');
  });

  test('without a signing time says that its arrival counts', () => {
    const verdict = judged(placed('bc-no-time-rsa.p7s', 'no-time.p7s'), content);
    expect(verdict.signatures).toMatchObject([{ timeSource: 'arrival', trusted: true }]);
    expect(verdict.signatures[0]).not.toHaveProperty('signedAt');
    expect(verdictLines([verdict])[1]).toMatch(/nobody \(its arrival counts\)/);
  });
});
