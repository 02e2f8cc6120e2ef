/** Packages by their digests: those just taken in or read stay at hand for the next reader; bounded in bytes, oldest out first. */
import { readPackages, type Store } from '@lienthong/store';

export class Packages {
  private readonly atHand = new Map<string, Buffer>();
  private bytes = 0;

  /** `limit` in bytes; a package larger than a quarter of it is not kept. */
  constructor(
    private readonly store: Store,
    private readonly limit: number,
  ) {}

  put(digest: string, bytes: Buffer): void {
    if (bytes.length > this.limit / 4 || this.atHand.has(digest)) return;
    this.atHand.set(digest, bytes);
    this.bytes += bytes.length;
    for (const [oldest, old] of this.atHand) {
      if (this.bytes <= this.limit) return;
      this.atHand.delete(oldest);
      this.bytes -= old.length;
    }
  }

  /** The packages with these digests (lower-case hex), as far as they are on this server. */
  async read(digests: readonly string[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    const away = new Set<string>();
    for (const digest of digests) {
      const bytes = this.atHand.get(digest);
      if (bytes === undefined) away.add(digest);
      else found.set(digest, bytes);
    }
    if (away.size === 0) return found;
    for (const [digest, bytes] of await readPackages(this.store, [...away])) {
      found.set(digest, bytes);
      this.put(digest, bytes);
    }
    return found;
  }
}
