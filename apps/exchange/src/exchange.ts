/** What every step needs of the process it runs in: the store, the directory, the places served here and their keys. */
import type { Directory, VersionedDirectory } from '@lienthong/directory';
import type { Log } from '@lienthong/edge';
import type { QueueClient } from '@lienthong/queue';
import type { MissingWord, Signer, Trust } from '@lienthong/signature';
import type { Store, Transaction } from '@lienthong/store';
import type { Packages } from './packages.js';
import type { ScanLine } from './scan/scan-line.js';
import type { Scanner } from './scan/scanner.js';
import type { Turn } from './pace/turn.js';

/** A place that this process serves, with the key it signs receipts with. */
export interface ServedPlace {
  readonly code: string;
  readonly queue: string;
  readonly signer: Signer;
  /** SHA-256 (hex) of its certificate. */
  readonly certificate: string;
  /** 32 bytes made from its key: seals what the place keeps in the store and must be able to read again. */
  readonly sealingKey: Buffer;
}

export interface Exchange {
  readonly store: Store;
  readonly queue: QueueClient;
  readonly packages: Packages;
  /** How many transactions that write events are open at once: those who wait for more hold no connection. */
  readonly writers: Turn;
  /**
   * One at a time they end. All of them end at the same rows (the process's chains, its books), so two ends at once would only wait
   * for each other inside PostgreSQL; what they write before touches only rows of their own and goes side by side.
   */
  readonly turn: Turn;
  readonly log: Log;
  /** Number of this process's event chains. */
  readonly chain: number;
  readonly served: ReadonlyMap<string, ServedPlace>;
  /** `enforce` refuses documents with bad signatures, `observe` records the verdict and lets them pass. */
  readonly policy: 'enforce' | 'observe';
  /** Rises when a key was withdrawn. */
  readonly keysVersion: string;
  /** Read anew when the directory changes, within two seconds. */
  directory(): Directory;
  /** The same with the order of its changes, for those who keep copies. */
  versionedDirectory(): VersionedDirectory;
  /** Reads anew what has changed, now: for who has changed it. */
  refresh(): Promise<void>;
  /** Read anew when the trust folder changes. */
  trust(): Trust;
  /** Asks responders for words that verdicts lack, never inside a transaction; gives how many came. */
  readonly statuses: {
    ask(missing: readonly MissingWord[]): Promise<number>;
    /** Lately, as far as there is anybody to ask. */
    wasAsked(missing: readonly MissingWord[]): boolean;
  };
  /** Where a scanner is configured: then nothing leaves a sender's place or enters an inbox here that is not scanned. */
  readonly scanning?: {
    readonly scanner: Pick<Scanner, 'known' | 'look'>;
    readonly line: Pick<ScanLine, 'add'>;
  };
  /** A neighbour's certificate in DER. */
  certificateOf(place: string): Buffer | undefined;
}

/** A transaction that writes events: before it does, it waits for its turn, which it keeps until it is committed. */
export interface Writing extends Transaction {
  ending(): Promise<void>;
}

/** One transaction; `ahead` of those that nobody waits for when its end comes. */
export async function write<T>(
  { writers, turn, store }: Exchange,
  work: (tx: Writing) => Promise<T>,
  wish: { readonly ahead?: boolean } = {},
): Promise<T> {
  let end: (() => void) | undefined;
  const leave = () => {
    end?.();
    end = undefined;
  };
  const ending = async () => {
    end ??= await turn.come(wish);
  };
  const close = await writers.come(wish);
  try {
    return await store.transaction(async (tx) => {
      try {
        return await work({ ...tx, ending });
      } catch (error) {
        // The store may have to learn something, on a connection that the others hold, and then repeat it.
        leave();
        throw error;
      }
    });
  } finally {
    leave();
    close();
  }
}

export function servedPlace(exchange: Exchange, code: string): ServedPlace {
  const place = exchange.served.get(code);
  if (place === undefined) throw new Error(`place ${code} is not served by this process`);
  return place;
}
