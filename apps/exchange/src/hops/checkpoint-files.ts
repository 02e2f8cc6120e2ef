/** The files outside the store in which places keep their signed checkpoints: one JSON line each, in the order of their numbers. */
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@lienthong/edge';
import type { PlaceCheckpoint } from '@lienthong/edxml';
import { parseJson } from '../values/parse-json.js';

const chunkBytes = 64 * 1024;
const newline = 10;

/** How far a file goes: its bytes, and the number in its last line (0 where it has none). */
interface Extent {
  readonly size: number;
  readonly last: number;
}

export class CheckpointFiles {
  private readonly known = new Map<string, Extent>();

  constructor(
    private readonly folder: string,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Number of the last line of a place's file, 0 where there is none. A last line that was torn is cut off. Throws when a whole line is no checkpoint. */
  async lastNumber(place: string): Promise<number> {
    const file = await this.open(place);
    try {
      return (await this.extentOf(place, file)).last;
    } finally {
      await file.close();
    }
  }

  /** Adds whole lines or nothing: what a full disk lets through of them is cut off again. */
  async append(place: string, checkpoints: readonly PlaceCheckpoint[]): Promise<void> {
    const file = await this.open(place);
    try {
      const { size } = await this.extentOf(place, file);
      const bytes = Buffer.from(checkpoints.map((one) => `${JSON.stringify(one)}\n`).join(''));
      this.known.delete(place);
      try {
        await file.appendFile(bytes);
      } catch (error) {
        // What can not be cut off now is cut off at the next look.
        await file.truncate(size).catch(() => undefined);
        throw error;
      }
      this.known.set(place, { size: size + bytes.length, last: checkpoints.at(-1)!.number });
    } finally {
      await file.close();
    }
  }

  private async open(place: string): Promise<FileHandle> {
    await mkdir(this.folder, { recursive: true });
    return open(join(this.folder, `${place}.jsonl`), 'a+', 0o600);
  }

  /** Read anew where the file is not as this process left it: another process may have kept it meanwhile. */
  private async extentOf(place: string, file: FileHandle): Promise<Extent> {
    const { size } = await file.stat();
    const known = this.known.get(place);
    if (known?.size === size) return known;
    const { line, end } = await readLastLine(file, size);
    if (end < size) {
      await file.truncate(end);
      this.log.warn({ place, bytes: size - end }, 'a torn last line of the checkpoint file was cut off');
    }
    const found = { size: end, last: line === undefined ? 0 : numberIn(line, place) };
    this.known.set(place, found);
    return found;
  }
}

function numberIn(line: string, place: string): number {
  const { number } = (parseJson(line) ?? {}) as { readonly number?: unknown };
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new Error(`the last line of the checkpoint file of ${place} is no checkpoint: \`lienthong audit\` shows it`);
}

/** The last line that was finished, and the byte behind it; read from the end, in chunks. */
async function readLastLine(file: FileHandle, size: number): Promise<{ line?: string; end: number }> {
  let tail: Buffer = Buffer.alloc(0);
  for (let from = size; from > 0;) {
    const next = Math.max(0, from - chunkBytes);
    const { buffer } = await file.read(Buffer.alloc(from - next), 0, from - next, next);
    tail = Buffer.concat([buffer, tail]);
    from = next;
    const end = tail.lastIndexOf(newline);
    const begin = end <= 0 ? -1 : tail.lastIndexOf(newline, end - 1);
    if (end >= 0 && (begin >= 0 || from === 0))
      return { line: tail.toString('utf8', begin + 1, end), end: from + end + 1 };
  }
  return { end: 0 };
}
