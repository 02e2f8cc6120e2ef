/** Fetches newer revocation lists from where authorities publish them; what may be believed is kept in the trust folder. */
import { rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Log } from '@lienthong/edge';
import type { Trust } from '@lienthong/signature';
import { readAnswer } from '../values/read-answer.js';

const answerWithinMs = 5_000;
/** A list with a hundred thousand entries has half of it. */
const mostBytes = 8 * 1024 * 1024;

export interface ListSource {
  /** The data folder: lists are kept in its `trust/crls`, under the last part of their address. */
  readonly folder: string;
  readonly urls: readonly string[];
  readonly everyMs: number;
  readonly trust: () => Trust;
  readonly log: Log;
}

export class ListFetcher {
  private readonly tags = new Map<string, string>();
  private readonly timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> | undefined;

  constructor(private readonly source: ListSource) {
    if (source.urls.length > 0) this.timer = setInterval(() => this.fetchAll(), source.everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** One round at a time; a slow authority must not gather rounds. */
  private fetchAll(): void {
    this.round ??= Promise.all(this.source.urls.map((url) => this.fetchOne(url))).finally(
      () => (this.round = undefined),
    );
  }

  /** What fails leaves the last list in use: it ends by itself, and then documents wait. */
  private async fetchOne(url: string): Promise<void> {
    const { log, trust, folder } = this.source;
    try {
      const list = await this.ask(url);
      if (list === undefined || !trust().isNews(list)) return;
      const file = join(folder, 'trust', 'crls', basename(new URL(url).pathname));
      // Written beside and renamed: processes that share the folder see the old list or the new one.
      await writeFile(`${file}.${process.pid}`, list);
      await rename(`${file}.${process.pid}`, file);
      log.info({ url }, 'a newer revocation list was taken in');
    } catch (error) {
      log.warn({ url, error: (error as Error).message }, 'no revocation list could be fetched; the last one stays');
    }
  }

  /** The list, or undefined while it is the one of last time. */
  private async ask(url: string): Promise<Buffer | undefined> {
    const known = this.tags.get(url);
    const answer = await fetch(url, {
      ...(known !== undefined && { headers: { 'if-none-match': known } }),
      signal: AbortSignal.timeout(answerWithinMs),
      redirect: 'error',
    });
    if (answer.status === 304) return undefined;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const list = await readAnswer(answer, mostBytes);
    const tag = answer.headers.get('etag');
    if (tag !== null) this.tags.set(url, tag);
    return list;
  }
}
