/** Before the first spec: one PostgreSQL (embedded, unless TEST_DATABASE_URL names one) and one Redis (where the machine has it). */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hasRedisServer, startRedis } from './redis-server.mjs';
import { makeTokenFolder, softHsmLibrary } from './softhsm-library.mjs';

const launcher = fileURLToPath(new URL('../../dist/libs/store/src/embedded/embedded-postgres.js', import.meta.url));

export default async function globalSetup() {
  const started = (globalThis.lienthongTestServers = {
    folder: undefined,
    tokens: undefined,
    postgres: undefined,
    redis: undefined,
  });
  if (process.env.TEST_DATABASE_URL === undefined) {
    started.folder = await mkdtemp(join(tmpdir(), 'lienthong-test-'));
    started.postgres = await startPostgres(started.folder);
    process.env.TEST_DATABASE_URL = started.postgres.url;
  }
  if (process.env.REDIS_URL === undefined && hasRedisServer()) {
    started.redis = await startRedis();
    process.env.TEST_REDIS_URL = started.redis.url;
    process.env.TEST_REDIS_DATABASES = String(started.redis.databases);
  }
  if (softHsmLibrary !== undefined) started.tokens = makeTokenFolder();
  // Every process that a spec starts inherits this mark, so that the end of the run can tell what was left running.
  process.env.LIENTHONG_TEST_RUN = String(process.pid);
}

async function startPostgres(folder) {
  if (!existsSync(launcher)) {
    throw new Error(`${launcher} is not there: \`npm test\` builds it first, \`npm run build\` alone does too`);
  }
  const { startEmbeddedPostgres } = await import(pathToFileURL(launcher).href);
  return startEmbeddedPostgres({ folder, fast: true });
}
