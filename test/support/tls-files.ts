/** Certificates for TLS, made by openssl in a folder of their own: authorities, an exchange's, its clients'. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const config = '[req]\ndistinguished_name=names\n[names]\n';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-config', 'openssl.cnf'];
const authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n';

/** A certificate and its key, by the names of their files and as TLS takes them. */
export interface TlsPair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

export interface TlsWish {
  /** Name of the one that signs it; itself when absent. */
  readonly by?: string;
  /** As openssl writes them: `clientAuth`, `serverAuth`, with commas between; none when absent. */
  readonly purposes?: string;
  /** For how long; 30 when absent, and 0 ends at once. */
  readonly days?: number;
  /** An authority's, and not for an address. */
  readonly isAuthority?: boolean;
}

export class TlsFiles {
  constructor(readonly folder: string) {
    writeFileSync(join(folder, 'openssl.cnf'), config);
  }

  /** All but authorities name IP:127.0.0.1. */
  make(name: string, { by = name, purposes, days = 30, isAuthority = false }: TlsWish): TlsPair {
    const purpose = purposes === undefined ? '' : `extendedKeyUsage=${purposes}\n`;
    const own = `basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1\n${purpose}`;
    writeFileSync(join(this.folder, `${name}.ext`), isAuthority ? authority : own);
    this.openssl('req', '-new', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const signer = by === name ? ['-signkey', `${name}.key`] : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`];
    const serial = by === name ? [] : ['-CAcreateserial'];
    const life = ['-days', String(days), '-extfile', `${name}.ext`, '-out', `${name}.pem`];
    this.openssl('x509', '-req', '-in', `${name}.csr`, ...signer, ...serial, ...life);
    const [certFile, keyFile] = [join(this.folder, `${name}.pem`), join(this.folder, `${name}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  }

  private openssl(...words: string[]): void {
    const { status, stderr } = spawnSync('openssl', words, { cwd: this.folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`);
  }
}
