/** Where a deployment keeps keys and certificates: the places', the wallet of simulated agencies, and what all may read. */
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Folders {
  /** One folder a place, `key.pem` (0600) and `certificate.pem`. */
  readonly places: string;
  /** `anchors.pem`, `intermediates.pem`, `crls/*.crl` (DER): public. */
  readonly trust: string;
  /** Keys, certificates and API keys of the simulated agencies (0600). */
  readonly wallet: string;
}

export function foldersOf(data: string): Folders {
  return {
    places: join(data, 'places'),
    trust: join(data, 'trust'),
    wallet: join(data, 'wallet'),
  };
}

export function placeFile(folders: Folders, code: string, kind: 'key' | 'certificate'): string {
  return join(folders.places, code, `${kind}.pem`);
}

/** `who` is an agency's code, or code and `.leader` for the person who leads it. */
export function walletFile(folders: Folders, who: string, kind: 'key' | 'certificate'): string {
  return join(folders.wallet, kind === 'key' ? 'keys' : 'certificates', `${who}.pem`);
}

/** Written beside and renamed: after a crash there is the old file, the new one, or none. */
export function keep(file: string, content: string | Buffer, mode: 0o600 | 0o644): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, content, { mode });
  chmodSync(beside, mode);
  renameSync(beside, file);
}

export function isKept(file: string): boolean {
  return existsSync(file);
}

export function certificatePem(certificates: readonly Buffer[]): string {
  return certificates
    .map(
      (der) =>
        `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
    )
    .join('');
}

export function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
}
