/** Where the authority's keys are: encrypted PKCS#8 files in its folder (0600), opened by one passphrase, or a PKCS#11 token. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFault } from '@lienthong/edge';
import {
  KeyFileFault,
  makeKey,
  makeRsaKey,
  readKeyFile,
  Token,
  TokenFault,
  writeKeyFile,
  type SigningKey,
} from '@lienthong/signature';
import { passphraseOf, tokenOf, type TrustConfig } from '../config.js';
import { keepFile } from '../keep-file.js';

export type KeyKind = 'rsa-2048' | 'rsa-3072' | 'p-256';

/** `name` of an authority or of one of its parts. */
export interface KeyStore {
  /** A key that signs from now on; it is on the disk, or in the token, when this resolves. */
  make(name: string, kind: KeyKind): Promise<SigningKey>;
  /** Throws ConfigFault when there is none, or it does not open. */
  open(name: string): Promise<SigningKey>;
  close(): void;
}

/** @param folder of the files, where no token is named. Throws ConfigFault for a token that does not open. */
export async function openKeyStore(config: TrustConfig, folder: string): Promise<KeyStore> {
  const place = tokenOf(config);
  if (place === undefined) return new KeyFiles(folder, passphraseOf(config));
  try {
    return new TokenKeys(await Token.open(place));
  } catch (error) {
    if (error instanceof TokenFault) throw new ConfigFault(error.message);
    throw error;
  }
}

const makers = {
  'rsa-2048': () => makeRsaKey(2048),
  'rsa-3072': () => makeRsaKey(3072),
  'p-256': () => makeKey('place'),
} as const;

class KeyFiles implements KeyStore {
  constructor(
    private readonly folder: string,
    private readonly passphrase: string,
  ) {}

  async make(name: string, kind: KeyKind): Promise<SigningKey> {
    const key = await makers[kind]();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await keepFile(this.file(name), writeKeyFile(key, this.passphrase));
    return key;
  }

  async open(name: string): Promise<SigningKey> {
    try {
      return readKeyFile(await readFile(this.file(name)), this.passphrase).key;
    } catch (error) {
      const isKnown = error instanceof KeyFileFault || (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isKnown) throw new ConfigFault(`${this.file(name)}: ${(error as Error).message}`);
      throw error;
    }
  }

  close(): void {
    // Files need no end.
  }

  private file(name: string): string {
    return join(this.folder, `${name}.pem`);
  }
}

class TokenKeys implements KeyStore {
  constructor(private readonly token: Token) {}

  /** One that an interrupted start left in the token, and no certificate names yet, is used. */
  make(name: string, kind: KeyKind): Promise<SigningKey> {
    return Promise.resolve(this.token.key(name) ?? this.token.makeKey(name, kind));
  }

  open(name: string): Promise<SigningKey> {
    const key = this.token.key(name);
    if (key === undefined) throw new ConfigFault(`The token holds no key "${name}": it is another authority's`);
    return Promise.resolve(key);
  }

  close(): void {
    this.token.close();
  }
}
