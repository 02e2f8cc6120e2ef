#!/usr/bin/env node
/** The command `lienthong`: builds what is not built, then hands over to the program. Works from any folder. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildFault, ensureBuilt, root } from './build.mjs';

const oldest = [20, 19];

async function main() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    process.stderr.write(`lienthong needs Node.js ${oldest.join('.')} or newer; this is ${process.versions.node}.\n`);
    process.exitCode = 2;
    return;
  }
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof BuildFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
    return;
  }
  await import(pathToFileURL(join(root, 'dist', 'apps', 'cli', 'src', 'main.js')).href);
}

await main();
