/** What every deed of the authority needs: what it knows, its keys and lists, official time, and a way to write things down. */
import type { PublicAddresses, Signer, SigningKey } from '@lienthong/signature';
import type { KeyKind } from './authorities/key-store.js';
import type { TrustConfig } from './config.js';
import type { Deed } from './ledger/deeds.js';
import type { JournalHead } from './ledger/journal.js';
import type { Equipped, Founded, Register } from './ledger/register.js';

/** One change under way: when it happens officially, and how it is written down. */
export interface Act {
  readonly now: Date;
  readonly rehearsal: boolean;
  readonly register: Register;
  /** Done when the deeds are on the disk; the register knows them then. */
  record(...deeds: Deed[]): Promise<void>;
}

export interface TrustAuthority {
  readonly config: TrustConfig;
  readonly register: Register;
  /** The newest list of each authority, DER. */
  readonly lists: Map<string, Buffer>;
  /** Where the journal stands. */
  readonly head: JournalHead;
  /** Changes one after the other; what they end or lift is published before `act` resolves. */
  act<T>(by: string, work: (act: Act) => Promise<T>): Promise<T>;
  clock(): Promise<{ readonly now: Date; readonly rehearsal: boolean }>;
  /** An authority with its key. */
  signer(of: Founded): Signer;
  /** The part in use, of the authority with that name: the one that was made last and does hold. */
  part(part: Equipped['part'], authority?: string): Signer;
  addressesOf(name: string): PublicAddresses;
  listFile(name: string): string;
  /** A new key, kept and at hand; `name` of its authority, or of its part. */
  makeKey(name: string, kind: KeyKind): Promise<SigningKey>;
}
