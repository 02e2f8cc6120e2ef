/**
 * Asks OCSP responders (RFC 6960) about certificates whose documents wait, since no fresh list speaks for them. Only responders
 * named in the settings are asked: what a certificate names is compared with them and never followed.
 */
import { randomBytes } from 'node:crypto';
import type { Log } from '@lienthong/edge';
import { askForWord, judgeWord, type MissingWord } from '@lienthong/signature';
import type { KnownTrust } from './known-trust.js';
import { readAnswer } from '../values/read-answer.js';

const answerWithinMs = 5_000;
const mostBytes = 64 * 1024;
/** Certificates asked about in one round; the others' turn comes with the next. */
const mostInRound = 200;
const atOnce = 8;
/** Nobody is asked about the same certificate again sooner, whatever came. */
const againAfterMs = 5_000;
/** An answer that did not come is as good as asked for so long. */
const askedForMs = 60_000;

export interface StatusSource {
  /** Addresses of the responders that may be asked. */
  readonly urls: readonly string[];
  readonly trust: KnownTrust;
  /** Official time. */
  readonly now: () => Promise<Date>;
  readonly log: Log;
}

export class StatusAsker {
  /** When (machine time, ms) a certificate was asked about last. */
  private readonly asked = new Map<string, number>();

  constructor(private readonly source: StatusSource) {}

  /** One round. Takes in what the authorities said, and gives how many words came; never throws for what a responder does. */
  async ask(missing: readonly MissingWord[]): Promise<number> {
    const due = this.dueOf(missing);
    const silent = new Set<string>();
    const answers: Buffer[] = [];
    for (let from = 0; from < due.length; from += atOnce) {
      const some = due.slice(from, from + atOnce);
      const came = await Promise.all(some.map((word) => this.askAbout(word, silent)));
      answers.push(...came.flatMap((answer) => answer ?? []));
    }
    if (answers.length > 0) await this.source.trust.takeIn(answers, await this.source.now());
    return answers.length;
  }

  /** Whether everybody who could give these words was asked for them lately: who waits for them has waited in vain. */
  wasAsked(missing: readonly MissingWord[]): boolean {
    const since = performance.now() - askedForMs;
    return missing.every((word) => this.respondersFor(word).length === 0 || this.lastAsked(nameOf(word)) > since);
  }

  /** Each certificate once, and none that was asked about a moment ago. */
  private dueOf(missing: readonly MissingWord[]): MissingWord[] {
    const now = performance.now();
    for (const [name, at] of this.asked) if (at <= now - askedForMs) this.asked.delete(name);
    const named = new Map(missing.map((word) => [nameOf(word), word]));
    const due = [...named].filter(([name]) => this.lastAsked(name) <= now - againAfterMs).slice(0, mostInRound);
    for (const [name] of due) this.asked.set(name, now);
    return due.map(([, word]) => word);
  }

  private lastAsked(name: string): number {
    return this.asked.get(name) ?? -Infinity;
  }

  /** The answer of the first responder that gives a word. One that fails is not waited for again in this round. */
  private async askAbout(word: MissingWord, silent: Set<string>): Promise<Buffer | undefined> {
    for (const url of this.respondersFor(word)) {
      if (silent.has(url)) continue;
      try {
        return await this.askOne(url, word);
      } catch (error) {
        silent.add(url);
        const { serial } = word;
        this.source.log.warn({ url, serial, error: (error as Error).message }, 'no status was answered');
      }
    }
    return undefined;
  }

  /** Those that the certificate names; where it names none, all. */
  private respondersFor({ responders }: MissingWord): readonly string[] {
    const { urls } = this.source;
    return responders.length === 0 ? urls : urls.filter((url) => responders.includes(url));
  }

  private async askOne(url: string, word: MissingWord): Promise<Buffer> {
    const { trust, now, log } = this.source;
    const nonce = randomBytes(32).toString('hex');
    const request = askForWord(word, trust.current, nonce);
    if (request === undefined) throw new Error('its authority is no longer trusted');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: request,
      signal: AbortSignal.timeout(answerWithinMs),
      redirect: 'error',
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const bytes = await readAnswer(answer, mostBytes);
    const verdict = judgeWord(bytes, word, trust.current, { nonce, at: await now() });
    if (verdict?.isWord !== true) throw new Error(verdict?.detail ?? 'its authority is no longer trusted');
    log.info({ url, serial: word.serial, says: verdict.code }, 'a status was answered');
    return bytes;
  }
}

const nameOf = ({ issuer, serial }: MissingWord): string => `${issuer} ${serial}`;
