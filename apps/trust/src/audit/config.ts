/** The settings of the journal's audit, read once from the environment. */
import { readConfig } from '@lienthong/edge';
import { z } from 'zod';

const schema = z.object({
  /** Folder with `authority/`. */
  DATA_DIR: z.string().min(1),
});

export function readAuditConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<z.output<typeof schema>> {
  return readConfig(schema, environment);
}
