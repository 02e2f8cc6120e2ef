/** The second judge of PDF files: the pdfsig command of poppler. Where it is not installed, its specs are skipped by name. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasPdfsig = spawnSync('pdfsig', ['-v']).status === 0;

/** What it says of each signature, in its own words, in the order of the fields. */
export interface PdfsigAnswer {
  readonly validation: string;
  readonly kind: string;
  readonly signer: string;
  readonly isWholeFile: boolean;
}

/** Integrity only: it knows no root of ours, and is kept from finding a browser's. */
export function pdfsig(pdf: Buffer): PdfsigAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-pdfsig-'));
  try {
    writeFileSync(join(folder, 'signed.pdf'), pdf);
    const words = ['-nocert', 'signed.pdf'];
    const { stdout } = spawnSync('pdfsig', words, {
      cwd: folder,
      env: { HOME: folder, PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    return stdout
      .split(/^Signature #\d+:/m)
      .slice(1)
      .map((said) => ({
        validation: lineOf(said, 'Signature Validation'),
        kind: lineOf(said, 'Signature Type'),
        signer: lineOf(said, 'Signer Certificate Common Name'),
        isWholeFile: said.includes('Total document signed'),
      }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lineOf = (said: string, title: string): string => new RegExp(`- ${title}: (.*)`).exec(said)?.[1]?.trim() ?? '';
