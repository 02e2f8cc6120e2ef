/** The physical limit of a replay on this machine: its RSA-2048 signatures made by node:crypto on all cores, and nothing else. */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { apportion } from '../plan/apportion.js';

export type FloorOrder = { readonly signatures: number };
export type FloorAnswer = { readonly ready: true } | { readonly done: true };

/** Seconds of wall time for `signatures` signatures, without starting processes and making keys. */
export async function signingFloor(signatures: number): Promise<number> {
  const shares = apportion(
    signatures,
    Array.from({ length: availableParallelism() }, () => 1),
  );
  const workers = shares.map(() =>
    fork(fileURLToPath(new URL('./signing-floor-worker.js', import.meta.url)), { stdio: ['ignore', 2, 2, 'ipc'] }),
  );
  try {
    await Promise.all(workers.map(answer));
    const start = performance.now();
    const done = Promise.all(workers.map(answer));
    workers.forEach((worker, index) => worker.send({ signatures: shares[index] ?? 0 } satisfies FloorOrder));
    await done;
    return (performance.now() - start) / 1000;
  } finally {
    for (const worker of workers) worker.disconnect();
  }
}

function answer(worker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('exit', (code) => reject(new Error(`a signing process ended with code ${code}`)));
  });
}
