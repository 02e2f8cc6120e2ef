/** The machine's clock of one process, set by libfaketime (Debian's package `faketime`); where it is not installed, its tests are skipped by name. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';

/** Stands in the title of each test that is skipped for want of it; `.ci/run` refuses a run with such a title. */
const noFaketime = 'skipped: no libfaketime, the package faketime is not installed';
const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));

export function describeWithFaketime(title: string, tests: () => void): void {
  if (library !== undefined) describe(title, tests);
  else describe.skip(`${title} (${noFaketime})`, tests);
}

export class ProcessClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lienthong-clock-'));

  constructor() {
    this.set('+0');
  }

  /** The wall clock follows the file at each look; the monotonic clock stays the machine's. */
  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: library!,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** @param offset in libfaketime's form, such as `-3h` or `-10y` */
  set(offset: string): void {
    writeFileSync(this.file, `${offset}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private get file(): string {
    return join(this.folder, 'offset');
  }
}
