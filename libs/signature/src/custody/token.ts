/** A USB token or another PKCS#11 device: keys are made inside it, sign inside it, and never leave it. */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { digestBytes, type DigestName, type SignatureScheme } from '../der/algorithms.js';
import { encode, integer, octets, sequence } from '../der/write-der.js';
import { digestAlgorithm } from '../schemes.js';
import type { DeviceKey, NumberForm } from '../signing-key.js';
import { loadDriver, TokenFault, type Attribute, type Driver, type Handle, type Module } from './pkcs11.js';

/** `library`: path of the device's PKCS#11 library; `label` of the token, where the library shows several. */
export interface TokenPlace {
  readonly library: string;
  readonly label?: string;
  readonly pin: string;
}

/** What a token can be asked to make. */
export type TokenKeyKind = 'rsa-2048' | 'rsa-3072' | 'p-256' | 'p-384';

/** Object identifiers of the curves, DER (CKA_EC_PARAMS), and their names in JSON Web Keys. */
const curves = {
  'p-256': { parameters: '06082a8648ce3d030107', name: 'P-256' },
  'p-384': { parameters: '06052b81040022', name: 'P-384' },
} as const;

/** Largest signature: RSA with 4096 bits. */
const roomBytes = 512;

export class Token {
  private constructor(
    private readonly driver: Driver,
    private readonly module: Module,
    private readonly session: Handle,
  ) {}

  /** Throws TokenFault when the driver, the library, the token or the PIN is not the right one. */
  static async open({ library, label, pin }: TokenPlace): Promise<Token> {
    const driver = await loadDriver();
    const module = new driver.PKCS11();
    attempt(`${library} can not be used as a PKCS#11 library`, () => {
      module.load(library);
      module.C_Initialize();
    });
    try {
      const slots = module.C_GetSlotList(true);
      const labels = slots.map((slot) => module.C_GetTokenInfo(slot).label.trim());
      const at = label === undefined ? (slots.length === 1 ? 0 : -1) : labels.indexOf(label);
      const slot = slots[at];
      if (slot === undefined)
        throw new TokenFault(`Name one of the tokens by its label: ${labels.join(', ') || 'none is there'}`);
      const session = module.C_OpenSession(slot, driver['CKF_SERIAL_SESSION']! | driver['CKF_RW_SESSION']!);
      attempt('The token does not open with this PIN', () => module.C_Login(session, driver['CKU_USER']!, pin));
      return new Token(driver, module, session);
    } catch (error) {
      module.C_Finalize();
      module.close();
      throw error;
    }
  }

  /** The key pair with this label; undefined when the token has none. */
  key(label: string): DeviceKey | undefined {
    const [publicKey] = this.find('CKO_PUBLIC_KEY', label);
    const [privateKey] = this.find('CKO_PRIVATE_KEY', label);
    if (publicKey === undefined || privateKey === undefined) return undefined;
    return this.deviceKey(this.readPublicKey(publicKey), privateKey);
  }

  /** Makes a key pair in the token. Throws TokenFault when there is one of this label. */
  makeKey(label: string, kind: TokenKeyKind = 'rsa-2048'): DeviceKey {
    if (this.find('CKO_PRIVATE_KEY', label).length > 0) throw new TokenFault(`The token has a key "${label}" already`);
    const own = [this.attribute('CKA_TOKEN', true), this.attribute('CKA_LABEL', label)];
    const secret = ['CKA_PRIVATE', 'CKA_SENSITIVE', 'CKA_SIGN'].map((name) => this.attribute(name, true));
    const made = attempt('The token made no key', () =>
      this.module.C_GenerateKeyPair(
        this.session,
        { mechanism: this.number(kind.startsWith('rsa') ? 'CKM_RSA_PKCS_KEY_PAIR_GEN' : 'CKM_EC_KEY_PAIR_GEN') },
        [...own, this.attribute('CKA_VERIFY', true), ...this.sizeOf(kind)],
        [...own, ...secret, this.attribute('CKA_EXTRACTABLE', false)],
      ),
    );
    return this.deviceKey(this.readPublicKey(made.publicKey), made.privateKey);
  }

  close(): void {
    this.module.C_CloseSession(this.session);
    this.module.C_Finalize();
    this.module.close();
  }

  private sizeOf(kind: TokenKeyKind): Attribute[] {
    if (kind === 'p-256' || kind === 'p-384')
      return [this.attribute('CKA_EC_PARAMS', Buffer.from(curves[kind].parameters, 'hex'))];
    return [
      this.attribute('CKA_MODULUS_BITS', Number(kind.slice(4))),
      this.attribute('CKA_PUBLIC_EXPONENT', Buffer.of(1, 0, 1)),
    ];
  }

  private deviceKey(publicKey: KeyObject, privateKey: Handle): DeviceKey {
    return { publicKey, sign: (scheme, bytes, form) => this.sign(privateKey, scheme, bytes, form) };
  }

  /** The digest is made here, the rest inside: a token takes a second for a megabyte. */
  private sign(key: Handle, scheme: SignatureScheme, bytes: Buffer, form: NumberForm): Buffer {
    const digest = hash(scheme.digest, bytes, 'buffer');
    const { mechanism, data } = this.mechanismOf(scheme, digest);
    const signature = attempt('The token did not sign', () => {
      this.module.C_SignInit(this.session, mechanism, key);
      return this.module.C_Sign(this.session, data, Buffer.alloc(roomBytes));
    });
    return scheme.kind === 'ecdsa' && form === 'der' ? toDer(signature) : signature;
  }

  private mechanismOf({ kind, digest }: SignatureScheme, value: Buffer) {
    if (kind === 'ecdsa') return { mechanism: { mechanism: this.number('CKM_ECDSA') }, data: value };
    if (kind === 'rsa') {
      // DigestInfo (RFC 8017 9.2): the token pads what it is given.
      const data = encode(sequence(digestAlgorithm(digest), octets(value)));
      return { mechanism: { mechanism: this.number('CKM_RSA_PKCS') }, data };
    }
    const parameter = {
      type: this.number('CK_PARAMS_RSA_PSS'),
      hashAlg: this.number(`CKM_${digest.toUpperCase()}`),
      mgf: this.number(`CKG_MGF1_${digest.toUpperCase()}`),
      saltLen: digestBytes[digest as DigestName],
    };
    return { mechanism: { mechanism: this.number('CKM_RSA_PKCS_PSS'), parameter }, data: value };
  }

  private find(kind: 'CKO_PUBLIC_KEY' | 'CKO_PRIVATE_KEY', label: string): Handle[] {
    const wanted = [this.attribute('CKA_CLASS', this.number(kind)), this.attribute('CKA_LABEL', label)];
    this.module.C_FindObjectsInit(this.session, wanted);
    try {
      return this.module.C_FindObjects(this.session, 2);
    } finally {
      this.module.C_FindObjectsFinal(this.session);
    }
  }

  private readPublicKey(key: Handle): KeyObject {
    const type = this.read(key, 'CKA_KEY_TYPE').readUInt32LE(0);
    if (type === this.number('CKK_RSA')) {
      const [n, e] = ['CKA_MODULUS', 'CKA_PUBLIC_EXPONENT'].map((name) => this.read(key, name).toString('base64url'));
      return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: n!, e: e! } });
    }
    const parameters = this.read(key, 'CKA_EC_PARAMS').toString('hex');
    const curve = Object.values(curves).find((one) => one.parameters === parameters);
    if (curve === undefined) throw new TokenFault(`A key on the curve ${parameters} does not sign here`);
    // OCTET STRING with the uncompressed point: 04, x, y.
    const point = this.read(key, 'CKA_EC_POINT');
    const half = curve.name === 'P-256' ? 32 : 48;
    const [x, y] = [point.subarray(-2 * half, -half), point.subarray(-half)].map((part) => part.toString('base64url'));
    return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: curve.name, x: x!, y: y! } });
  }

  private read(object: Handle, name: string): Buffer {
    const [found] = this.module.C_GetAttributeValue(this.session, object, [{ type: this.number(name) }]);
    return found?.value ?? Buffer.alloc(0);
  }

  private attribute(name: string, value: NonNullable<Attribute['value']>): Attribute {
    return { type: this.number(name), value };
  }

  private number(name: string): number {
    const found = this.driver[name];
    if (found === undefined) throw new TokenFault(`PKCS#11 has no ${name}`);
    return found;
  }
}

/** r and s side by side become SEQUENCE { r, s } (RFC 3279 2.2.3). */
function toDer(signature: Buffer): Buffer {
  const half = signature.length / 2;
  return encode(sequence(integer(signature.subarray(0, half)), integer(signature.subarray(half))));
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new TokenFault(`${what}: ${(cause as Error).message}`, { cause });
  }
}
