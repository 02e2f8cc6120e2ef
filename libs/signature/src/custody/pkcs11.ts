/** The driver of PKCS#11 devices: an optional package, loaded only when a token is used. The calls keep the standard's names. */

/** What a call of the standard takes and gives: handles of sessions and objects, attributes by number. */
export type Handle = Buffer;
export interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number | boolean | string;
}
interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: unknown;
}

/** The part of PKCS#11 v2.40 that is used here. */
export interface Module {
  load(library: string): void;
  C_Initialize(): void;
  C_Finalize(): void;
  close(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, user: number, pin: string): void;
  C_GenerateKeyPair(
    session: Handle,
    mechanism: Mechanism,
    publicKey: readonly Attribute[],
    privateKey: readonly Attribute[],
  ): { readonly publicKey: Handle; readonly privateKey: Handle };
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, wanted: readonly Attribute[]): { readonly value: Buffer }[];
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Sign(session: Handle, data: Buffer, room: Buffer): Buffer;
}

/** Numbers of the standard by their names (CKM_RSA_PKCS, CKA_LABEL, …), and the driver's class. */
export type Driver = Readonly<Record<string, number>> & { readonly PKCS11: new () => Module };

/** The token, or what stands between it and us, can not be used; the message says what to do. */
export class TokenFault extends Error {
  override readonly name = 'TokenFault';
}

// In a variable: the program is built and runs where the package could not be compiled.
const driverPackage: string = 'pkcs11js';

export async function loadDriver(): Promise<Driver> {
  try {
    return ((await import(driverPackage)) as { default: Driver }).default;
  } catch (cause) {
    throw new TokenFault(
      `The package ${driverPackage} is not installed. Run "npm ci" where a C++ compiler is, or use key files instead.`,
      { cause },
    );
  }
}
