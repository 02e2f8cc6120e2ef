/** What the drill does and sees on the virtual clock: sends letters, moves official time, and notes each thing beside what was expected. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LienThongClient, NoAnswerError, ProblemError } from '@lienthong/client';
import {
  addTimeStamp,
  readStampResponse,
  sha256Imprint,
  signDetached,
  stampedBytes,
  writeStampRequest,
  type KeptSigner,
} from '@lienthong/signature';
import { makeLetter, packLetter, recipient, sender, type Letter } from './letter.js';
import { outageTerms } from './outage-table.js';
import type { SmallDeployment } from './small-deployment.js';
import { waitFor } from './wait-for.js';

export const hourMs = 3_600_000;

/** One thing that was looked at: official time (ISO 8601), and whether `seen` is as `expected`. */
export interface Observation {
  readonly at: string;
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
}

/** A letter with its signature, made at one time and perhaps sent at another. */
export interface SignedLetter {
  readonly letter: Letter;
  readonly signature?: Buffer;
}

/** What was sent, and the id under which the exchange has it, where it took it. */
export interface Sent {
  readonly document: string | undefined;
  readonly bytes: Buffer;
}

export class Scene {
  observations: Observation[] = [];
  private letters = 0;
  private now = new Date('2020-01-02T00:00:00+07:00');

  private constructor(
    readonly place: SmallDeployment,
    private readonly operator: LienThongClient,
    private readonly sender: LienThongClient,
    private readonly recipient: LienThongClient,
  ) {}

  static async open(place: SmallDeployment, operatorKeyFile: string): Promise<Scene> {
    const key = readFileSync(operatorKeyFile, 'utf8').trim();
    const operator = new LienThongClient({ baseUrl: place.exchangeUrl, key });
    const keys = await operator.operator.mintKeys([sender.code, recipient.code]);
    const clientOf = (agency: string) => operator.as(keys.find((one) => one.agency === agency)?.key ?? '');
    const scene = new Scene(place, operator, clientOf(sender.code), clientOf(recipient.code));
    await scene.moveTo(scene.now);
    return scene;
  }

  close(): Promise<void> {
    return this.operator.close();
  }

  note(what: string, expected: string, seen: string): void {
    this.observations.push({ at: this.now.toISOString(), what, expected, seen });
  }

  /** @returns the new official time */
  async moveTo(time: Date): Promise<Date> {
    this.now = new Date((await this.operator.operator.moveClock(time)).now);
    return this.now;
  }

  moveBy(ms: number): Promise<Date> {
    return this.moveTo(new Date(this.now.getTime() + ms));
  }

  /** Moves on until new lists are due, waits until the exchange goes by them, and gives when they were issued. */
  async takeFreshLists(): Promise<Date> {
    const before = await this.publishedLists();
    const at = await this.moveBy((outageTerms.listHours / 2) * hourMs);
    const isRenewed = (now: readonly string[]): boolean => now.every((digest) => !before.includes(digest));
    const lists = await waitFor(() => this.publishedLists(), isRenewed);
    this.note('half of the lists’ time is over', 'all renewed', isRenewed(lists) ? 'all renewed' : 'not renewed');
    await this.takeLists();
    return at;
  }

  /** Waits until the exchange goes by the lists that are published now. */
  async takeLists(): Promise<void> {
    const lists = await this.publishedLists();
    const take = () => Promise.all(lists.map((digest) => this.operator.evidence(digest)));
    await waitFor(take, () => true);
  }

  /** A new letter, signed at official time now; `isStamped`: with a time stamp from behind the gate. */
  async sign(signer: KeptSigner, isStamped = false): Promise<SignedLetter> {
    const letter = makeLetter((this.letters += 1));
    const signature = signDetached(letter.text, signer, this.now);
    return { letter, signature: isStamped ? addTimeStamp(signature, await this.askStamp(signature)) : signature };
  }

  /** Sends a letter signed now, one signed before, or (undefined) an unsigned one, and notes what is answered at once. */
  async send(what: string, expected: string, by: KeptSigner | SignedLetter | undefined): Promise<Sent> {
    const signed = by === undefined ? { letter: makeLetter((this.letters += 1)) } : await this.signedBy(by);
    return this.sendAgain(what, expected, packLetter(signed.letter, this.now, signed.signature));
  }

  async sendAgain(what: string, expected: string, bytes: Buffer): Promise<Sent> {
    const answer = await this.sender.submit(bytes).catch(refusalOf);
    const isTaken = 'document' in answer;
    this.note(what, expected, isTaken ? answer.state : `refused, ${answer.code}`);
    return { document: isTaken ? answer.document : undefined, bytes };
  }

  /** Waits until a document is what it is expected to become, and notes what became of it. */
  async become(what: string, expected: string, sent: Sent): Promise<void> {
    this.note(
      what,
      expected,
      await waitFor(
        () => this.stateOf(sent),
        (seen) => seen === expected,
      ),
    );
  }

  /** Looks once, after the exchange has judged again since now: a round asks about two certificates, the third is of the next one. */
  async stay(what: string, expected: string, sent: Sent): Promise<void> {
    const { gate } = this.place;
    const before = gate.turnedAway('status');
    await waitFor(
      () => Promise.resolve(gate.turnedAway('status')),
      (turned) => turned >= before + 3,
    );
    this.note(what, expected, await this.stateOf(sent));
  }

  /** The recipient's status 03 on a delivered document. */
  async answer(what: string, expected: string, { document = '' }: Sent): Promise<void> {
    const { items } = await this.recipient.statuses([{ document, code: 3 }]);
    this.note(what, expected, items[0]?.outcome ?? 'no answer');
  }

  /** By which time the signature of a document was judged. */
  async timeSource(what: string, expected: string, { document = '' }: Sent): Promise<void> {
    const [signature] = (await this.sender.document(document)).signatures as { timeSource?: string }[];
    this.note(what, expected, signature?.timeSource ?? 'none');
  }

  /** Whether something the authority is asked for is answered. */
  async tryAuthority(
    what: string,
    expected: 'answered' | 'no answer',
    question: () => Promise<unknown>,
  ): Promise<void> {
    const seen = await question().then(
      () => 'answered',
      (error: unknown) => (isSilence(error) ? 'no answer' : String(error)),
    );
    this.note(what, expected, seen);
  }

  private async signedBy(by: KeptSigner | SignedLetter): Promise<SignedLetter> {
    return 'letter' in by ? by : this.sign(by);
  }

  private async stateOf({ document = '' }: Sent): Promise<string> {
    const { state, facts, deliveries } = await this.sender.document(document);
    if (state === 'refused') return `refused, ${facts.verdict}`;
    return state === 'accepted' && deliveries.every((one) => one.state === 'delivered') ? 'delivered' : state;
  }

  /** SHA-256 (hex) of each list that is published now. */
  private async publishedLists(): Promise<string[]> {
    const { trust } = this.place;
    const paths = (await trust.authorities()).map(({ list }) => new URL(list).pathname);
    return Promise.all(paths.map(async (path) => hash('sha256', await trust.published(path), 'hex')));
  }

  private async askStamp(signature: Buffer): Promise<Buffer> {
    const answer = await fetch(`${this.place.gate.url}/tsa`, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: writeStampRequest(sha256Imprint(stampedBytes(signature))),
    });
    const read = readStampResponse(Buffer.from(await answer.arrayBuffer()));
    if ('value' in read && 'token' in read.value) return read.value.token;
    throw new Error(`no time stamp: ${JSON.stringify(read)}`);
  }
}

/** A connection that broke: of our client's, or of `fetch`, which says TypeError. */
const isSilence = (error: unknown): boolean => error instanceof NoAnswerError || error instanceof TypeError;

function refusalOf(error: unknown): { readonly code: string } {
  if (error instanceof ProblemError) return error;
  throw error;
}
