/** What a scanner says of packages: each is looked at once by one process while the scanner's signatures stay the same. */
import type { Log } from '@lienthong/edge';
import { isRefused, readPackage, type Attachment } from '@lienthong/edxml';
import type { Clamd } from './clamd.js';

/** What is not known to be clean is not clean: whoever asks again later may hear another thing. */
export type ScanVerdict =
  | { readonly is: 'clean' }
  /** The name of the find and where it was. */
  | { readonly is: 'infected'; readonly find: string }
  | { readonly is: 'unscanned'; readonly why: string };

export interface ScannerParts {
  readonly clamd: Clamd;
  readonly packages: { read(digests: readonly string[]): Promise<Map<string, Buffer>> };
  readonly log: Log;
}

interface Known {
  readonly verdict: ScanVerdict;
  readonly version: string;
  /** Machine time (ms). */
  readonly at: number;
}

const atOnce = 4;
/** After so many faults one after the other the scanner is away, and the rest of a round is not tried. */
const mostFaults = 3;
/** Signatures that an administrator wrote change without a new version: no verdict is used for longer. */
const knownForMs = 600_000;
/** Fewer bytes than the packages that they speak of. */
const mostKnown = 50_000;

export class Scanner {
  private readonly verdicts = new Map<string, Known>();
  private readonly running = new Map<string, Promise<ScanVerdict | undefined>>();
  private version = '';
  private isAway = false;

  constructor(private readonly parts: ScannerParts) {}

  /** What was found about a package (its digest in hex) lately, by the signatures of the last look. */
  known(digest: string): ScanVerdict | undefined {
    const known = this.verdicts.get(digest);
    const isFresh = known !== undefined && known.version === this.version && known.at > performance.now() - knownForMs;
    return isFresh ? known.verdict : undefined;
  }

  /**
   * A verdict on each package that can be read on this server; never throws for what the scanner does. Not to be called inside a
   * transaction.
   */
  async look(digests: readonly string[]): Promise<Map<string, ScanVerdict>> {
    const found = new Map<string, ScanVerdict>();
    const waiting = [...new Set(digests)];
    if (waiting.length === 0) return found;
    let faults = 0;
    let why = await this.askVersion();
    const work = async (): Promise<void> => {
      for (let digest = waiting.shift(); digest !== undefined; digest = waiting.shift()) {
        const verdict = why === undefined ? await this.lookAt(digest) : ({ is: 'unscanned', why } as const);
        if (verdict !== undefined) found.set(digest, verdict);
        faults = verdict?.is === 'unscanned' ? faults + 1 : 0;
        if (verdict?.is === 'unscanned' && faults >= mostFaults) why ??= verdict.why;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return found;
  }

  /** Asked at each look: gives why the scanner can not be used; undefined where it can. */
  private async askVersion(): Promise<string | undefined> {
    const { clamd, log } = this.parts;
    try {
      this.version = await clamd.version();
      if (this.isAway) log.info({ version: this.version }, 'the scanner is back');
      this.isAway = false;
      return undefined;
    } catch (error) {
      const why = (error as Error).message;
      if (!this.isAway) log.warn({ error: why }, 'the scanner is away: nothing goes on until it is back');
      this.isAway = true;
      return why;
    }
  }

  /** Two who ask about one package at the same time wait for one answer. */
  private lookAt(digest: string): Promise<ScanVerdict | undefined> {
    const known = this.known(digest);
    if (known !== undefined) return Promise.resolve(known);
    const running = this.running.get(digest) ?? this.scan(digest).finally(() => this.running.delete(digest));
    this.running.set(digest, running);
    return running;
  }

  private async scan(digest: string): Promise<ScanVerdict | undefined> {
    const { version } = this;
    const { packages, log } = this.parts;
    const bytes = (await packages.read([digest])).get(digest);
    const read = bytes && readPackage(bytes);
    if (read === undefined || isRefused(read)) return undefined;
    try {
      const find = await this.findIn(bytes!, read.value.attachments);
      const verdict: ScanVerdict = find === undefined ? { is: 'clean' } : { is: 'infected', find };
      this.keep(digest, { verdict, version, at: performance.now() });
      return verdict;
    } catch (error) {
      const why = (error as Error).message;
      log.warn({ package: digest, error: why }, 'a package could not be scanned');
      return { is: 'unscanned', why };
    }
  }

  /** The files as their readers will have them, decoded and unpacked; then the package as it came. */
  private async findIn(bytes: Buffer, attachments: readonly Attachment[]): Promise<string | undefined> {
    const { clamd } = this.parts;
    for (const { name, bytes: file } of attachments) {
      const find = await clamd.scan(file);
      if (find !== undefined) return `${find} in ${name}`;
    }
    const find = await clamd.scan(bytes);
    return find === undefined ? undefined : `${find} in the package`;
  }

  private keep(digest: string, known: Known): void {
    this.verdicts.delete(digest);
    this.verdicts.set(digest, known);
    const [oldest] = this.verdicts.keys();
    if (this.verdicts.size > mostKnown && oldest !== undefined) this.verdicts.delete(oldest);
  }
}
