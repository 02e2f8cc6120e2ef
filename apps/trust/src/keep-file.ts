/** Writes a file whole or not at all: beside it, to the disk, then into its place; readable by its owner only. */
import { open, rename } from 'node:fs/promises';

export async function keepFile(path: string, content: string | Buffer): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
