/** Loaded first into the exchange processes that are looked into (`--import`): a CPU profile from one SIGUSR2 to the next. */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Microseconds between two looks at the stack. */
const everyUs = 1_000;
const folder = process.env.BENCH_PROFILES;

if (isMainThread && folder !== undefined && /apps\/exchange\/src\/main\.js$/.test(process.argv[1] ?? '')) watch();

function watch() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: everyUs });
  let isRunning = false;
  process.on('SIGUSR2', () => {
    if (isRunning) session.post('Profiler.stop', (error, answer) => keep(error ?? answer.profile));
    else session.post('Profiler.start');
    isRunning = !isRunning;
  });
}

/** Whole or not at all: somebody waits for the file. */
function keep(profile) {
  const file = join(folder, `${process.pid}.cpuprofile`);
  writeFileSync(`${file}.part`, JSON.stringify(profile));
  renameSync(`${file}.part`, file);
}
