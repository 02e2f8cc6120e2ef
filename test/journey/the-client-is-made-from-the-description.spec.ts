/** The client library's types and routes are those of the running exchange's description. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientFiles } from '../support/write-client-types.mjs';
import { Network } from '../support/network.js';

test('types and routes of the client are what the description of the exchange says', async () => {
  const network = await Network.start('the client');
  const answer = await fetch(new URL('/api-json', network.address));
  const document = await answer.text();
  await network.stop();
  const written = Object.entries(await clientFiles(JSON.parse(document) as object));
  expect(written).toHaveLength(3);
  for (const [path, text] of written) expect(readFileSync(join(process.cwd(), path), 'utf8')).toBe(text);
});
