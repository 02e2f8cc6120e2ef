/** What every step needs of the process it runs in: the store, the directory, the places served here and their keys. */
import type { Directory } from '@lienthong/directory';
import type { Log } from '@lienthong/edge';
import type { QueueClient } from '@lienthong/queue';
import type { Signer, Trust } from '@lienthong/signature';
import type { Store, Transaction } from '@lienthong/store';
import type { Packages } from './packages.js';
import type { Turn } from './turn.js';

/** A place that this process serves, with the key it signs receipts with. */
export interface ServedPlace {
  readonly code: string;
  readonly queue: string;
  readonly signer: Signer;
  /** SHA-256 (hex) of its certificate. */
  readonly certificate: string;
}

export interface Exchange {
  readonly store: Store;
  readonly queue: QueueClient;
  readonly packages: Packages;
  /** Every transaction that writes events takes its turn. */
  readonly turn: Turn;
  readonly log: Log;
  /** Number of this process's event chains. */
  readonly chain: number;
  readonly served: ReadonlyMap<string, ServedPlace>;
  /** `enforce` refuses documents with bad signatures, `observe` records the verdict and lets them pass. */
  readonly policy: 'enforce' | 'observe';
  /** Rises when a key was withdrawn. */
  readonly keysVersion: string;
  /** Read anew when the directory changes. */
  directory(): Directory;
  /** Read anew when the trust folder changes. */
  trust(): Trust;
  /** A neighbour's certificate in DER. */
  certificateOf(place: string): Buffer | undefined;
}

/** One transaction, when its turn comes. */
export function write<T>({ turn, store }: Exchange, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return turn.take(() => store.transaction(work));
}

export function servedPlace(exchange: Exchange, code: string): ServedPlace {
  const place = exchange.served.get(code);
  if (place === undefined) throw new Error(`place ${code} is not served by this process`);
  return place;
}
