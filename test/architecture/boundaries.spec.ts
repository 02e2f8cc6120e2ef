/** Who may import whom: the rules of dependency-cruiser.cjs hold for the tree, and each of them can fail. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from './tree.js';

const rules = join(root, 'test/architecture/dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

async function violationsIn(folder: string): Promise<Violation[]> {
  const words = [cruiser, '--config', rules, '--output-type', 'json', 'apps', 'libs'];
  const printed = await new Promise<string>((resolve, reject) => {
    // It ends with the number of violations, so the exit code says nothing about success: the output does.
    execFile(process.execPath, words, { cwd: folder, maxBuffer: 2 ** 28 }, (error, out, complaint) =>
      out.startsWith('{') ? resolve(out) : reject(error ?? new Error(complaint)),
    );
  });
  return (JSON.parse(printed) as { summary: { violations: Violation[] } }).summary.violations;
}

/** A tree in which each file breaks the rule it is named by, and one file that breaks none. */
const wrong: Readonly<Record<string, string>> = {
  'libs/edxml/src/index.ts': `export { first } from './first.js';`,
  'libs/edxml/src/first.ts': `import { second } from './second.js';\nexport const first = second;`,
  'libs/edxml/src/second.ts': `import { first } from './first.js';\nexport const second = first;`,
  'libs/edxml/src/own-index.ts': `import { first } from './index.js';\nexport const x = first;`,
  'libs/edxml/src/framework.ts': `import type { Injectable } from '@nestjs/common';\nexport type X = Injectable;`,
  'libs/edxml/src/forge.ts': `import forge from 'node-forge';\nexport const x = forge;`,
  'libs/directory/src/index.ts': `export const way = 1;`,
  'libs/directory/src/right.ts': `import { first } from '@lienthong/edxml';\nexport const x = first;`,
  'libs/directory/src/queue.ts': `import Redis from 'ioredis';\nexport const x = Redis;`,
  'libs/directory/src/store.ts': `import pg from 'pg';\nexport const x = pg;`,
  'libs/directory/src/client.ts': `import { Pool } from 'undici';\nexport const x = Pool;`,
  'libs/directory/src/xml.ts': `import { XmlDocument } from 'libxml2-wasm';\nexport const x = XmlDocument;`,
  'libs/directory/src/edge.ts': `import { z } from 'zod';\nexport const x = z;`,
  'libs/directory/src/app.ts': `import { main } from '../../../apps/exchange/src/main.js';\nexport const x = main;`,
  'libs/directory/src/spec.ts': `import { x } from './way.spec.js';\nexport const y = x;`,
  'libs/directory/src/way.spec.ts': `export const x = 1;`,
  'libs/store/src/index.ts': `export const store = 1;`,
  'libs/queue/src/library.ts': `import { store } from '@lienthong/store';\nexport const x = store;`,
  'apps/exchange/src/main.ts': `export const main = 1;`,
  'apps/exchange/src/package.ts': `import { parse } from 'not-in-package-json';\nexport const x = parse;`,
  'apps/cli/src/app.ts': `import { main } from '../../exchange/src/main.js';\nexport const x = main;`,
  'apps/cli/src/door.ts': `import { x } from '../../../libs/edxml/src/second.js';\nexport const y = x;`,
};

const expected = [
  'apps-never-import-each-other < apps/cli/src/app.ts',
  'bullmq-only-in-its-home < libs/directory/src/queue.ts',
  'edge-packages-only-in-its-home < libs/directory/src/edge.ts',
  'libraries-import-only-edxml-and-directory < libs/queue/src/library.ts',
  'libraries-never-import-apps < libs/directory/src/app.ts',
  'library-only-by-its-front-door < apps/cli/src/door.ts',
  'libxml2-wasm-only-in-its-home < libs/directory/src/xml.ts',
  'no-cycles < libs/edxml/src/first.ts',
  'no-file-imports-its-own-index < libs/edxml/src/own-index.ts',
  'no-framework-in-pure-libraries < libs/edxml/src/framework.ts',
  'node-forge-only-in-its-home < libs/edxml/src/forge.ts',
  'nothing-that-runs-imports-the-tests < libs/directory/src/spec.ts',
  'only-installed-packages < apps/exchange/src/package.ts',
  'typeorm-only-in-its-home < libs/directory/src/store.ts',
  'undici-only-in-its-home < libs/directory/src/client.ts',
];

const packages = [
  '@nestjs/common',
  'node-forge',
  'ioredis',
  'pg',
  'undici',
  'libxml2-wasm',
  'zod',
  'not-in-package-json',
];

async function plant(folder: string): Promise<void> {
  const settings = {
    compilerOptions: {
      module: 'nodenext',
      moduleResolution: 'nodenext',
      paths: Object.fromEntries(
        ['edxml', 'directory', 'store'].map((name) => [`@lienthong/${name}`, [`./libs/${name}/src/index.ts`]]),
      ),
    },
  };
  const dependencies = Object.fromEntries(packages.slice(0, -1).map((name) => [name, '1.0.0']));
  const files: Record<string, string> = {
    ...wrong,
    'tsconfig.json': JSON.stringify(settings),
    'package.json': JSON.stringify({ name: 'wrong', type: 'module', dependencies }),
  };
  for (const name of packages) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
    files[`node_modules/${name}/index.js`] = '';
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

describe('who may import whom', () => {
  test('no import of this tree breaks a rule', async () => {
    const broken = await violationsIn(root);
    expect(broken.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  test('every rule finds the import that breaks it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lienthong-wrong-'));
    try {
      await plant(folder);
      const found = (await violationsIn(folder)).map(({ rule, from }) => `${rule.name} < ${from}`);
      for (const one of expected) expect(found).toContain(one);
      expect(found.filter((one) => one.endsWith('right.ts'))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('every rule stands in the test that breaks it', () => {
    const { forbidden } = createRequire(import.meta.url)(rules) as { forbidden: { name: string }[] };
    const broken = expected.map((one) => one.split(' < ')[0]);
    expect(forbidden.map((rule) => rule.name).toSorted()).toEqual(broken);
  });
});
