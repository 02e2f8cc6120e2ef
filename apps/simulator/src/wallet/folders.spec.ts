/** What is kept stays private and whole. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { certificatePem, derOf, foldersOf, keep, walletFile } from './folders.js';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the wallet on disk', () => {
  test('only its owner reads a key, and nothing half-written stays beside it', () => {
    const data = mkdtempSync(join(tmpdir(), 'wallet-'));
    made.push(data);
    const file = walletFile(foldersOf(data), 'H54.07', 'key');
    keep(file, 'first', 0o600);
    keep(file, 'second', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('second');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(data, 'wallet', 'keys'))).toEqual(['H54.07.pem']);
  });

  test('a certificate is the same after being written as text', () => {
    const der = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
    expect(derOf(certificatePem([der])).equals(der)).toBe(true);
  });
});
