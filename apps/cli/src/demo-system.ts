/** The system that `start` prints, as it is kept for the next start and read by the printed example. */
import type { LienThongClient } from '@lienthong/client';
import type { MintedSystem } from '@lienthong/edxml';
import { keep, kept } from './kept-file.js';
import type { DataFolder } from './project.js';

/** `createdAt` tells whether the secret is still the one that counts. */
export interface DemoSystem {
  readonly code: string;
  readonly secret: string;
  readonly path: string;
  readonly createdAt: string;
}

/** When the secret of a centre was made; undefined where it has none. */
export async function madeAt(client: LienThongClient, centre: string): Promise<string | undefined> {
  return (await client.operator.systems()).find(({ code }) => code === centre)?.createdAt;
}

/**
 * Keeps the new secret where the kept one was that of the system just added again: the example goes by it. A file that told of another
 * system, or of another exchange's, stays as it is.
 */
export async function keepDemoSystem(
  client: LienThongClient,
  data: DataFolder,
  { before, added }: { readonly before: string | undefined; readonly added: MintedSystem },
): Promise<void> {
  const known = kept<DemoSystem>(data.demoSystem);
  if (known === undefined || known.code !== added.code || known.createdAt !== before) return;
  const { code, secret, path } = added;
  keep(data.demoSystem, { code, secret, path, createdAt: (await madeAt(client, code)) ?? '' } satisfies DemoSystem);
}
