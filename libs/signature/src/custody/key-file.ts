/** Private keys in files: encrypted PKCS#8 (RFC 5958) and PKCS#12 (RFC 7292), opened by a passphrase. */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { readPublicKey } from '../trust/read-public-key.js';

/** The file can not be opened; the message says why, and never what was tried. */
export class KeyFileFault extends Error {
  override readonly name = 'KeyFileFault';
}

/** A key and the certificates (DER) that lie with it: its own first, where it can be told. */
export interface KeyBundle {
  readonly key: KeyObject;
  readonly certificates: readonly Buffer[];
}

/** PKCS#8 in PEM, encrypted by AES-256 with a key derived from the passphrase (PBES2). */
export const writeKeyFile = (key: KeyObject, passphrase: string): string =>
  key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();

/** PKCS#12 in DER with an RSA key and its chain, AES-256; the form that signing programs and browsers import. */
export function writeBundle({ key, certificates }: KeyBundle, passphrase: string): Buffer {
  if (key.asymmetricKeyType !== 'rsa') throw new KeyFileFault('only RSA keys are written as PKCS#12');
  const privateKey = forge.pki.privateKeyFromPem(key.export({ type: 'pkcs8', format: 'pem' }).toString());
  const chain = certificates.map((der) => forge.pki.certificateFromAsn1(readAsn1(der)));
  const bundle = forge.pkcs12.toPkcs12Asn1(privateKey, chain, passphrase, { algorithm: 'aes256', count: 10_000 });
  return Buffer.from(forge.asn1.toDer(bundle).getBytes(), 'latin1');
}

/** PKCS#8 (PEM, encrypted or not) or PKCS#12 (DER). Throws KeyFileFault; a key outside the profile is a fault as well. */
export function readKeyFile(bytes: Buffer, passphrase?: string): KeyBundle {
  const isText = bytes.subarray(0, 5).toString('latin1') === '-----';
  const bundle = isText ? { key: readPem(bytes, passphrase), certificates: [] } : readPkcs12(bytes, passphrase);
  readPublicKey(createPublicKey(bundle.key).export({ type: 'spki', format: 'der' }));
  return bundle;
}

function readPem(pem: Buffer, passphrase: string | undefined): KeyObject {
  if (pem.includes('ENCRYPTED') && passphrase === undefined) throw new KeyFileFault('the key needs its passphrase');
  try {
    return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
  } catch (cause) {
    throw new KeyFileFault('the key can not be opened: a wrong passphrase, or no private key', { cause });
  }
}

function readPkcs12(der: Buffer, passphrase = ''): KeyBundle {
  const bundle = openPkcs12(der, passphrase);
  const { pki } = forge;
  const keys = [pki.oids['pkcs8ShroudedKeyBag'], pki.oids['keyBag']].flatMap((type) => bagsOf(bundle, type));
  const [first] = keys;
  if (first === undefined || keys.length > 1) throw new KeyFileFault(`${keys.length} keys in the file, one is wanted`);
  const key = keyOf(first);
  const certificates = bagsOf(bundle, pki.oids['certBag']).map((bag) =>
    bytesOf(bag.asn1 ?? pki.certificateToAsn1(bag.cert!)),
  );
  return { key, certificates: [...certificates].sort((a, b) => Number(isOf(key, b)) - Number(isOf(key, a))) };
}

function openPkcs12(der: Buffer, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(readAsn1(der), passphrase);
  } catch (cause) {
    throw new KeyFileFault('the PKCS#12 file can not be opened: a wrong passphrase, or another kind of file', {
      cause,
    });
  }
}

const bagsOf = (bundle: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined): forge.pkcs12.Bag[] =>
  bagType === undefined ? [] : (bundle.getBags({ bagType })[bagType] ?? []);

// forge reads RSA keys itself and leaves others as they are.
function keyOf({ key, asn1 }: forge.pkcs12.Bag): KeyObject {
  const pkcs8 = key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1;
  return createPrivateKey({ key: bytesOf(pkcs8), format: 'der', type: 'pkcs8' });
}

const isOf = (key: KeyObject, certificate: Buffer): boolean => new X509Certificate(certificate).checkPrivateKey(key);

const readAsn1 = (der: Buffer): forge.asn1.Asn1 => forge.asn1.fromDer(der.toString('latin1'));

const bytesOf = (node: forge.asn1.Asn1): Buffer => Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1');
