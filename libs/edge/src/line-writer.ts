/** Writes log lines to a file descriptor. A full disk costs lines, never the process: pino's own destination waits for room without end. */
import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** A reader of a pipe that is behind is waited for so long before its line is dropped. */
const patienceMs = 500;
const pauseMs = 10;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

type Write = (fd: number, bytes: Buffer) => number;

export class LineWriter implements DestinationStream {
  private dropped = 0;
  /** A line was written in part: the next one begins on a line of its own. */
  private isTorn = false;
  private isOver = false;

  constructor(
    private readonly fd: number,
    private readonly writeBytes: Write = writeSync,
  ) {}

  /** @param line with its line end */
  write(line: string): void {
    if (this.isOver) return;
    const told =
      this.dropped === 0 ? '' : `{"level":"warn","msg":"${this.dropped} log lines found no room and were dropped"}\n`;
    const bytes = Buffer.from(`${this.isTorn ? '\n' : ''}${told}${line}`);
    const written = this.writeAll(bytes);
    if (written === bytes.length) [this.dropped, this.isTorn] = [0, false];
    else {
      this.dropped += 1;
      this.isTorn ||= written > 0;
    }
  }

  /** Bytes that found room. */
  private writeAll(bytes: Buffer): number {
    let written = 0;
    for (let waitedMs = 0; written < bytes.length;) {
      try {
        written += this.writeBytes(this.fd, bytes.subarray(written));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // Nobody reads any more.
        if (code === 'EPIPE') this.isOver = true;
        if (code !== 'EAGAIN' || waitedMs >= patienceMs) return written;
        waitedMs += pauseMs;
        Atomics.wait(sleeper, 0, 0, pauseMs);
      }
    }
    return written;
  }
}
