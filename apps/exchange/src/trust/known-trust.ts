/** Whom this process trusts now: the trust folder, and OCSP answers since. What a verdict may rest on is stored before it does. */
import type { Trust } from '@lienthong/signature';
import { keepEvidence, type EvidenceRow, type Store } from '@lienthong/store';
import { readTrust, trustVersion } from './files.js';

export class KnownTrust {
  /** Changes come one after the other: none starts from a trust that another is just replacing. */
  private changing: Promise<unknown> = Promise.resolve();
  /** Digests of what is in use and stored. */
  private stored: ReadonlySet<string> = new Set();

  private constructor(
    private readonly store: Store,
    private readonly folder: string,
    private known: { trust: Trust; version: string },
  ) {}

  static async open(store: Store, folder: string): Promise<KnownTrust> {
    const version = await trustVersion(folder);
    const opened = new KnownTrust(store, folder, { trust: await readTrust(folder), version });
    await opened.keep(opened.current);
    return opened;
  }

  get current(): Trust {
    return this.known.trust;
  }

  /** Reads the folder again when one of its files has changed. */
  refresh(): Promise<void> {
    return this.change(async () => {
      const version = await trustVersion(this.folder);
      if (version === this.known.version) return;
      const trust = await readTrust(this.folder, this.known.trust);
      await this.keep(trust);
      this.known = { trust, version };
    });
  }

  /** Takes in answers (DER) that were judged to be words of their authorities. */
  takeIn(answers: readonly Buffer[], at: Date): Promise<void> {
    return this.change(async () => {
      const trust = this.known.trust.withAnswers(answers, at);
      await this.keep(trust);
      this.known = { ...this.known, trust };
    });
  }

  private async keep(trust: Trust): Promise<void> {
    const rows = evidenceIn(trust);
    await keepEvidence(
      this.store,
      rows.filter(({ digest }) => !this.stored.has(digest)),
    );
    this.stored = new Set(rows.map(({ digest }) => digest));
  }

  private change(work: () => Promise<void>): Promise<void> {
    const mine = this.changing.then(work);
    this.changing = mine.catch(() => undefined);
    return mine;
  }
}

const evidenceIn = ({ revocationLists, statusAnswers }: Trust): EvidenceRow[] => [
  ...revocationLists.map(({ digest, der: bytes }): EvidenceRow => ({ digest, kind: 'list', bytes })),
  ...statusAnswers.map(({ digest, der: bytes }): EvidenceRow => ({ digest, kind: 'answer', bytes })),
];
