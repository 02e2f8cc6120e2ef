/** The memory one process spends on bodies that are being read or worked on; what does not fit is turned away before it is read. */

/** Gives the reserved bytes back; calling it again changes nothing. */
export type Release = () => void;

export class ByteBudget {
  #reserved = 0;

  /** @param maxBytes of all bodies together; make it at least the body limit, or the largest packages never fit */
  constructor(readonly maxBytes: number) {}

  get reservedBytes(): number {
    return this.#reserved;
  }

  /** Undefined when the bytes do not fit beside what is reserved now. */
  reserve(bytes: number): Release | undefined {
    if (this.#reserved + bytes > this.maxBytes) return undefined;
    this.#reserved += bytes;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#reserved -= bytes;
    };
  }
}
