/** The tree as the architecture tests see it: which files are ours, and which of them run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

const notOurs = new Set(['node_modules', 'dist', '.data', 'coverage', '.git']);

/** Every file below a folder of the repository, as a path from its top with slashes, in order. */
export function filesBelow(folder: string): string[] {
  const found = readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return found.filter((path) => !path.split('/').some((part) => notOurs.has(part))).toSorted();
}

/** Every file of ours that holds code: what runs, its specs, and the tests with their tools. */
export function codeFiles(): string[] {
  return ['apps', 'libs', 'test'].flatMap(filesBelow).filter((path) => /\.(ts|mts|cts|mjs|cjs|js)$/.test(path));
}

/** The code that runs in a deployment: the sources of apps and libraries without their specs. */
export function runningFiles(): string[] {
  return codeFiles().filter((path) => /^(apps|libs)\//.test(path) && !path.endsWith('.spec.ts'));
}

export function specFiles(): string[] {
  return codeFiles().filter((path) => path.endsWith('.spec.ts'));
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
