/** The journal: an append-only file of the authority's deeds, one JSON line each, every line with the hash of all before it. */
import { hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { JournalEvent } from './deeds.js';

/** The journal was changed behind the authority's back; the message names the line. */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
}

/** Where the journal stands: the number of its last line (from 1) and that line's hash (SHA-256, hex). */
export interface JournalHead {
  readonly number: number;
  readonly hash: string;
}

/** What the first line is linked to. */
const beginning: JournalHead = { number: 0, hash: '0'.repeat(64) };

export interface NumberedEvent {
  readonly number: number;
  readonly hash: string;
  readonly event: JournalEvent;
}

const linkOf = (before: string, text: string): string => hash('sha256', `${before} ${text}`, 'hex');

/** Reads `<hash> <json>` lines and checks every link. Throws JournalFault at the first that does not hold. */
export function readLines(text: string): NumberedEvent[] {
  let head = beginning;
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const number = head.number + 1;
    const [stated, body] = [line.slice(0, 64), line.slice(65)];
    if (line[64] !== ' ' || linkOf(head.hash, body) !== stated) {
      throw new JournalFault(`line ${number} of the journal was changed, added or taken away`);
    }
    head = { number, hash: stated };
    return [{ ...head, event: JSON.parse(body) as JournalEvent }];
  });
}

export class Journal {
  private constructor(
    private readonly file: FileHandle,
    private size: number,
    private at: JournalHead,
  ) {}

  /** Opens the file, made when missing, and gives what it holds. A last line that was never finished was never promised. */
  static async open(path: string): Promise<{ journal: Journal; events: NumberedEvent[] }> {
    const file = await open(path, 'a+', 0o600);
    const bytes = await file.readFile();
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    const events = readLines(whole.toString('utf8'));
    if (whole.length < bytes.length) await file.truncate(whole.length);
    return { journal: new Journal(file, whole.length, events.at(-1) ?? beginning), events };
  }

  get head(): JournalHead {
    return { number: this.at.number, hash: this.at.hash };
  }

  /** Done when the lines are on the disk; after a failed write nothing of them stays. One call at a time. */
  async append(events: readonly JournalEvent[]): Promise<NumberedEvent[]> {
    let head = this.at;
    const written = events.map((event) => {
      const text = JSON.stringify(event);
      head = { number: head.number + 1, hash: linkOf(head.hash, text) };
      return { ...head, event, line: `${head.hash} ${text}\n` };
    });
    const bytes = Buffer.from(written.map(({ line }) => line).join(''), 'utf8');
    try {
      await this.file.appendFile(bytes);
      await this.file.datasync();
    } catch (error) {
      await this.file.truncate(this.size);
      throw error;
    }
    this.size += bytes.length;
    this.at = head;
    return written.map(({ line: _, ...rest }) => rest);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
