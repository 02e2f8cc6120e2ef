/** What was started and must be ended, last one first, within a deadline; a signal from outside ends it early. */
export class Closing {
  readonly #steps: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  #closing: Promise<void> | undefined;

  /** Remembers how to end a thing. What is added after the end began is ended at once. */
  async add(name: string, close: () => Promise<void> | void): Promise<void> {
    if (this.#closing === undefined) this.#steps.push({ name, close });
    else await close();
  }

  get hasBegun(): boolean {
    return this.#closing !== undefined;
  }

  /** Ends everything; a step that fails does not keep the others from ending. May be called twice. */
  close(say: (line: string) => void): Promise<void> {
    this.#closing ??= this.#closeAll(say);
    return this.#closing;
  }

  async #closeAll(say: (line: string) => void): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.close();
      } catch (error) {
        say(`Stopping ${step.name} failed: ${(error as Error).message}`);
      }
    }
  }
}
