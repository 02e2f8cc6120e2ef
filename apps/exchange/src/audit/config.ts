/** The settings of an audit, read once from the environment. */
import { readConfig } from '@lienthong/edge';
import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'a postgres:// address'),
  /** Folder whose `checkpoints/<place>.jsonl` are compared with the store. */
  DATA_DIR: z.string().min(1),
});

export type AuditConfig = Readonly<z.output<typeof schema>>;

export function readAuditConfig(environment: Readonly<Record<string, string | undefined>> = process.env): AuditConfig {
  return readConfig(schema, environment);
}
