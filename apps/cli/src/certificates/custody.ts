/** Where the holders' keys are: encrypted files in a wallet folder, or a token that keeps them inside. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  KeyFileFault,
  makeKey,
  readKeyFile,
  Token,
  TokenFault,
  writeBundle,
  writeKeyFile,
  type CertificateKind,
  type SigningKey,
} from '@lienthong/signature';
import { CommandFault } from '../command-fault.js';
import type { CliConfig } from '../config.js';
import { keepBytes } from '../kept-file.js';

export interface CustodyOptions {
  readonly token?: string;
  readonly tokenLabel?: string;
  readonly pinFile?: string;
  readonly passphraseFile?: string;
  readonly pkcs12?: true;
}

/** Gives each holder's key, made where there is none; closes what it opened. */
export interface Custody {
  keyOf(who: string, kind: CertificateKind): Promise<SigningKey>;
  /** Lays the certificate beside the key where the custody can carry both. */
  take(who: string, certificate: Buffer): Promise<void>;
  close(): void;
}

/** @throws CommandFault when the token does not open, or the files' passphrase is not given */
export async function openCustody(wallet: string, options: CustodyOptions, config: CliConfig): Promise<Custody> {
  if (options.token !== undefined) return openToken(options.token, options, config);
  const passphrase = secretOf('passphrase', options.passphraseFile, config.walletPassphrase);
  if (passphrase === undefined) {
    throw new CommandFault(
      'The keys will be encrypted: give a passphrase with --passphrase-file or WALLET_PASSPHRASE, or use --token.',
    );
  }
  return new KeyFiles(wallet, passphrase, options.pkcs12 === true);
}

class KeyFiles implements Custody {
  constructor(
    private readonly wallet: string,
    private readonly passphrase: string,
    private readonly withBundle: boolean,
  ) {}

  async keyOf(who: string, kind: CertificateKind): Promise<SigningKey> {
    const file = this.file(who);
    if (existsSync(file)) return this.open(file);
    const key = await makeKey(kind);
    keepBytes(file, writeKeyFile(key, this.passphrase), 0o600);
    return key;
  }

  async take(who: string, certificate: Buffer): Promise<void> {
    const key = this.open(this.file(who));
    // Places have elliptic keys, and no program that imports files.
    if (!this.withBundle || key.asymmetricKeyType !== 'rsa') return;
    const bundle = writeBundle({ key, certificates: [certificate] }, this.passphrase);
    keepBytes(join(this.wallet, 'bundles', `${who}.p12`), bundle, 0o600);
  }

  close(): void {
    // Files need no end.
  }

  private file(who: string): string {
    return join(this.wallet, 'keys', `${who}.pem`);
  }

  private open(file: string) {
    try {
      return readKeyFile(readFileSync(file), this.passphrase).key;
    } catch (error) {
      if (error instanceof KeyFileFault) throw new CommandFault(`${file}: ${error.message}`, 2, { cause: error });
      throw error;
    }
  }
}

async function openToken(library: string, options: CustodyOptions, config: CliConfig): Promise<Custody> {
  const pin = secretOf('PIN', options.pinFile, config.tokenPin);
  if (pin === undefined) throw new CommandFault('The token needs its PIN: give it with --pin-file or TOKEN_PIN.');
  try {
    const { tokenLabel: label } = options;
    const token = await Token.open({ library, pin, ...(label !== undefined && { label }) });
    return {
      keyOf: async (who, kind) => token.key(who) ?? token.makeKey(who, kind === 'place' ? 'p-256' : 'rsa-2048'),
      take: () => Promise.resolve(),
      close: () => token.close(),
    };
  } catch (error) {
    if (error instanceof TokenFault) throw new CommandFault(error.message, 2, { cause: error });
    throw error;
  }
}

/** From a file or the environment, never from the command line, where every user of the machine can read it. */
function secretOf(what: string, file: string | undefined, given: string | undefined): string | undefined {
  if (file === undefined) return given;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CommandFault(`The ${what} can not be read: ${(error as Error).message}`, 2, { cause: error });
  }
}
