/** Long answers that are the same for everybody until the directory changes or the day is over: made once, and let go with it. */
import type { VersionedDirectory } from '@lienthong/directory';
import { asciiJson, goodAnswer } from './answers.js';

interface KeptAnswer {
  readonly day: string;
  readonly bytes: Promise<Buffer>;
}

export class KeptAnswers {
  private readonly kept = new WeakMap<VersionedDirectory, Map<string, KeptAnswer>>();

  /** The bytes of the answer called `name` on an official day; `make` gives its `data` the first time. */
  of(
    directory: VersionedDirectory,
    { name, day }: { readonly name: string; readonly day: string },
    make: () => Promise<readonly object[]>,
  ): Promise<Buffer> {
    const answers = this.kept.get(directory) ?? new Map<string, KeptAnswer>();
    this.kept.set(directory, answers);
    const known = answers.get(name);
    if (known?.day === day) return known.bytes;
    const bytes = make().then((data) => Buffer.from(asciiJson({ ...goodAnswer, data })));
    answers.set(name, { day, bytes });
    bytes.catch(() => answers.delete(name));
    return bytes;
  }
}
