/** Long answers that are the same for everybody until the directory changes: made once, and let go with it. */
import type { VersionedDirectory } from '@lienthong/directory';
import { goodAnswer } from './answers.js';

export class KeptAnswers {
  private readonly kept = new WeakMap<VersionedDirectory, Map<string, Promise<Buffer>>>();

  /** The bytes of the answer called `name`; `make` gives its `data` the first time. */
  of(directory: VersionedDirectory, name: string, make: () => Promise<readonly object[]>): Promise<Buffer> {
    const answers = this.kept.get(directory) ?? new Map<string, Promise<Buffer>>();
    this.kept.set(directory, answers);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const made = make().then((data) => Buffer.from(JSON.stringify({ ...goodAnswer, data })));
    answers.set(name, made);
    made.catch(() => answers.delete(name));
    return made;
  }
}
