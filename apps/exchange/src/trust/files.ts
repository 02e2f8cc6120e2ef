/** The folders an exchange is given: its places' keys, and the anchors, issuing authorities and revocation lists it trusts. */
import { createPrivateKey, hash, hkdfSync, X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFault } from '@lienthong/edge';
import { loadTrust, type KeptSigner, type Trust } from '@lienthong/signature';
import type { ServedPlace } from '../exchange.js';

/** Reads `places/<code>/key.pem` and `certificate.pem`. Throws ConfigFault naming the file that is missing. */
export async function readPlace(folder: string, code: string, queue: string): Promise<ServedPlace> {
  const signer = await readSigner(join(folder, 'places', code));
  const secret = signer.key.export({ type: 'pkcs8', format: 'der' });
  const sealingKey = Buffer.from(hkdfSync('sha256', secret, '', `lienthong/sealing/${code}`, 32));
  return { code, queue, signer, certificate: hash('sha256', signer.certificate, 'hex'), sealingKey };
}

async function readSigner(folder: string): Promise<KeptSigner> {
  const key = createPrivateKey(await readNeeded(join(folder, 'key.pem')));
  const certificate = new X509Certificate(await readNeeded(join(folder, 'certificate.pem'))).raw;
  return { key, certificate };
}

async function readNeeded(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ConfigFault(
      `${file} can not be read (${(error as Error).message}); \`lienthong start\` prepares the data folder`,
    );
  }
}

/** Reads `trust/anchors.pem`, `trust/intermediates.pem` and every `trust/crls/*.crl` (DER); a list older than one of `previous` does not count. */
export async function readTrust(folder: string, previous?: Trust): Promise<Trust> {
  const trust = join(folder, 'trust');
  const crls = join(trust, 'crls');
  const lists = (await readdir(crls)).filter((name) => name.endsWith('.crl')).sort();
  const sources = {
    anchors: readPem(await readNeeded(join(trust, 'anchors.pem'))),
    intermediates: readPem(await readNeeded(join(trust, 'intermediates.pem'))),
    crls: await Promise.all(lists.map((name) => readFile(join(crls, name)))),
  };
  return loadTrust(sources, previous);
}

function readPem(text: Buffer): Buffer[] {
  const blocks = text.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}

/** Changes whenever a file of the trust folder does. */
export async function trustVersion(folder: string): Promise<string> {
  const trust = join(folder, 'trust');
  const names = (await readdir(trust, { recursive: true })).sort();
  const times = await Promise.all(names.map(async (name) => `${name} ${(await stat(join(trust, name))).mtimeMs}`));
  return times.join('\n');
}
