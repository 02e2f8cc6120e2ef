/** The memory one process spends on bodies that are being read or worked on: a share for each owner, and a limit for all together. */
import { Shares } from './shares.js';

/** A part of the budget. */
export interface Held {
  /** False when so many bytes more do not fit beside what is reserved now, or all was given back; nothing is reserved then. */
  readonly grow: (bytes: number) => boolean;
  /** Gives all of it back; calling it again changes nothing. */
  readonly release: () => void;
}

/** Who holds bytes (a caller, an address), and the most that all its bodies may hold at once. */
export interface Owner {
  readonly name: string;
  readonly maxBytes: number;
}

export class ByteBudget {
  #reserved = 0;
  readonly #shares = new Shares();

  /** @param maxBytes of all bodies together; make it at least the body limit, or the largest packages never fit */
  constructor(readonly maxBytes: number) {}

  get reservedBytes(): number {
    return this.#reserved;
  }

  /** Undefined when the bytes do not fit beside what is reserved now, by one of the owners or by all. */
  reserve(bytes: number, owners: readonly Owner[] = []): Held | undefined {
    let [held, isHeld] = [0, true];
    const grow = (more: number): boolean => {
      const fits = ({ name, maxBytes }: Owner): boolean => this.#shares.of(name) + more <= maxBytes;
      if (!isHeld || this.#reserved + more > this.maxBytes || !owners.every(fits)) return false;
      this.#add(more, owners);
      held += more;
      return true;
    };
    const release = (): void => {
      if (isHeld) this.#add(-held, owners);
      isHeld = false;
    };
    return grow(bytes) ? { grow, release } : undefined;
  }

  #add(bytes: number, owners: readonly Owner[]): void {
    this.#reserved += bytes;
    for (const { name } of owners) this.#shares.add(name, bytes);
  }
}
