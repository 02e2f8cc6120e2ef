/** The lint rules of the house style can fail: each planted sentence is refused by its rule, and allowed where it belongs. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from './tree.js';

const refused: Readonly<Record<string, [rule: string, text: string]>> = {
  'libs/edxml/src/any.ts': ['@typescript-eslint/no-explicit-any', 'export const a = 1 as any;'],
  'libs/edxml/src/kind.ts': ['no-restricted-syntax', 'export enum Kind { One }'],
  'libs/edxml/src/default.ts': ['no-restricted-syntax', 'export default 1;'],
  'libs/edxml/src/index.ts': ['no-restricted-syntax', `export * from './kind.js';`],
  'libs/edxml/src/environment.ts': ['no-restricted-properties', `export const a = process.env['HOME'];`],
  'libs/edxml/src/import.ts': ['no-restricted-imports', `import { env } from 'node:process';\nexport const a = env;`],
  'libs/edxml/src/catch.ts': ['no-restricted-syntax', 'try { eval("1"); } catch { /* never mind */ }'],
  'libs/edxml/src/promise.ts': ['no-restricted-syntax', 'Promise.resolve().catch(() => { /* never mind */ });'],
  'libs/edxml/src/say.ts': ['no-console', `console.log('here');`],
  'libs/edxml/src/long.ts': ['max-lines', 'export {};\n'.repeat(401)],
  'libs/edxml/src/later.ts': ['no-warning-comments', `// ${'TO'}DO: later\nexport const a = 1;`],
  'test/journey/double.spec.ts': ['no-restricted-syntax', `jest.unstable_mockModule('./a.js', () => ({}));`],
};

const allowed: Readonly<Record<string, string>> = {
  'apps/exchange/src/config.ts': `export const port = process.env['PORT'];`,
  'apps/cli/bin/lienthong.mjs': `console.log(process.env.HOME);`,
  'test/jest.config.mjs': 'export default {};',
  'libs/edxml/src/kept.ts': 'export function kept(error: unknown): string { return String(error); }',
};

interface Verdict {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

async function lint(files: Readonly<Record<string, string>>): Promise<Map<string, (string | null)[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'lienthong-lint-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const config = join(root, 'test/architecture/eslint.config.mjs');
    const words = [join(root, 'node_modules/eslint/bin/eslint.js'), '--config', config, '--format', 'json', '.'];
    const printed = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, words, { cwd: folder }, (error, out, complaint) =>
        out.startsWith('[') ? resolve(out) : reject(new Error(complaint, { cause: error })),
      );
    });
    const verdicts = JSON.parse(printed) as Verdict[];
    return new Map(
      verdicts.map(({ filePath, messages }) => [filePath.slice(folder.length + 1), messages.map((one) => one.ruleId)]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('what no file may say', () => {
  test('each planted sentence is refused by its rule, and none where it belongs', async () => {
    const texts = Object.entries(refused).map(([path, [, text]]) => [path, text]);
    const found = await lint({ ...Object.fromEntries(texts), ...allowed });
    for (const [path, [rule]] of Object.entries(refused))
      expect([path, found.get(path)]).toEqual([path, expect.arrayContaining([rule])]);
    for (const path of Object.keys(allowed)) expect([path, found.get(path)]).toEqual([path, []]);
  });
});
