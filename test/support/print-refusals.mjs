/** Prints the refusal table as the README shows it, from the built code; with `--write` puts it into the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { refusals } from '../../dist/libs/edxml/src/refusals.js';

const readme = fileURLToPath(new URL('../../README.md', import.meta.url));
const between = /(<!-- refusals:begin [^>]*-->)[\s\S]*(<!-- refusals:end -->)/;

const rows = Object.entries(refusals).map(
  ([code, { status, title, vietnamese }]) => `| \`${code}\` | ${status} | ${title} | ${vietnamese} |`,
);
const table = ['| code | status | title | tiếng Việt |', '| --- | --- | --- | --- |', ...rows].join('\n');

if (process.argv.includes('--write')) {
  const text = readFileSync(readme, 'utf8').replace(between, (_, begin, end) => `${begin}\n\n${table}\n\n${end}`);
  writeFileSync(readme, await format(text, { ...(await resolveConfig(readme)), filepath: readme }));
} else {
  process.stdout.write(`${table}\n`);
}
