/** Packages just taken in, kept for the recipients who will fetch them soon; bounded in bytes, oldest out first. */
export class PackageCache {
  private readonly packages = new Map<string, Buffer>();
  private bytes = 0;

  /** `limit` in bytes; a package larger than a quarter of it is not kept. */
  constructor(private readonly limit: number) {}

  put(digest: string, bytes: Buffer): void {
    if (bytes.length > this.limit / 4 || this.packages.has(digest)) return;
    this.packages.set(digest, bytes);
    this.bytes += bytes.length;
    for (const [oldest, old] of this.packages) {
      if (this.bytes <= this.limit) return;
      this.packages.delete(oldest);
      this.bytes -= old.length;
    }
  }

  get(digest: string): Buffer | undefined {
    return this.packages.get(digest);
  }
}
