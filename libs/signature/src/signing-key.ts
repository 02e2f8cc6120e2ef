/** A private key that signs: in the memory of this process, or inside a device that signs with it and never gives it out. */
import { createPublicKey, KeyObject } from 'node:crypto';
import type { SignatureScheme } from './der/algorithms.js';

/** How the two numbers of an ECDSA signature are written: ASN.1, or one after the other as XML has them (RFC 9231, 2.3.6). */
export type NumberForm = 'der' | 'ieee-p1363';

/** A key of a USB token or another PKCS#11 device. */
export interface DeviceKey {
  readonly publicKey: KeyObject;
  /** The signature over the bytes, in the form of RFC 8017 or (ECDSA) the one named. Throws when the device refuses. */
  sign(scheme: SignatureScheme, bytes: Buffer, form: NumberForm): Buffer;
}

export type SigningKey = KeyObject | DeviceKey;

export const isDeviceKey = (key: SigningKey): key is DeviceKey => !(key instanceof KeyObject);

/** The public half of a key. */
export const publicKeyOf = (key: SigningKey): KeyObject => (isDeviceKey(key) ? key.publicKey : createPublicKey(key));

/** Type and size of a key, as node:crypto names them. */
export const keyFacts = (key: SigningKey): Pick<KeyObject, 'asymmetricKeyType' | 'asymmetricKeyDetails'> =>
  isDeviceKey(key) ? key.publicKey : key;
