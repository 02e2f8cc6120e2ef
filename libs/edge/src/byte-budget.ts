/** The memory one process spends on bodies that are being read or worked on; what does not fit is turned away before it is read. */

/** A share of the budget. */
export interface Held {
  /** False when so many bytes more do not fit beside what is reserved now, or the share was given back; nothing is reserved then. */
  readonly grow: (bytes: number) => boolean;
  /** Gives all of it back; calling it again changes nothing. */
  readonly release: () => void;
}

export class ByteBudget {
  #reserved = 0;

  /** @param maxBytes of all bodies together; make it at least the body limit, or the largest packages never fit */
  constructor(readonly maxBytes: number) {}

  get reservedBytes(): number {
    return this.#reserved;
  }

  /** Undefined when the bytes do not fit beside what is reserved now. */
  reserve(bytes: number): Held | undefined {
    let [held, isHeld] = [0, true];
    const grow = (more: number): boolean => {
      if (!isHeld || this.#reserved + more > this.maxBytes) return false;
      this.#reserved += more;
      held += more;
      return true;
    };
    const release = (): void => {
      if (isHeld) this.#reserved -= held;
      isHeld = false;
    };
    return grow(bytes) ? { grow, release } : undefined;
  }
}
