/** The authority's keys in its folder: encrypted PKCS#8 files (0600), opened by one passphrase at the start. */
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFault } from '@lienthong/edge';
import { KeyFileFault, readKeyFile, writeKeyFile } from '@lienthong/signature';
import { keepFile } from '../keep-file.js';

export class KeyStore {
  constructor(
    private readonly folder: string,
    private readonly passphrase: string,
  ) {}

  /** `name` of an authority, or the serial number of a part's certificate. */
  async keep(name: string, key: KeyObject): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await keepFile(this.file(name), writeKeyFile(key, this.passphrase));
  }

  /** Throws ConfigFault when the file is missing or the passphrase is another one. */
  async open(name: string): Promise<KeyObject> {
    try {
      return readKeyFile(await readFile(this.file(name)), this.passphrase).key;
    } catch (error) {
      const isKnown = error instanceof KeyFileFault || (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isKnown) throw new ConfigFault(`${this.file(name)}: ${(error as Error).message}`);
      throw error;
    }
  }

  private file(name: string): string {
    return join(this.folder, `${name}.pem`);
  }
}
