/** Follows a stream of server-sent events (HTML standard, section 9.2), and takes it up again behind the last event when it ends. */
import { setTimeout as pause } from 'node:timers/promises';
import { headerOf, type OpenAnswer } from './exchange-line.js';
import { NoAnswerError, ProblemError } from './problem-error.js';

/** `id` is the cursor behind the item: given as `after` it continues here. */
export interface BoxEvent<T> {
  readonly id: string;
  readonly item: T;
}

const comeBackMs = 500;

/** Throws what no repetition can change: a refusal. */
export async function* followEvents<T>(
  open: (headers: Readonly<Record<string, string>>) => Promise<OpenAnswer>,
  after: string | undefined,
): AsyncGenerator<BoxEvent<T>> {
  for (let last = after; ; await pause(comeBackMs)) {
    try {
      const answer = await open({ accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) });
      for await (const { id, data } of readEvents(answer)) {
        if (data !== undefined) yield { id, item: JSON.parse(data) as T };
        last = id;
      }
    } catch (failure) {
      const isBusy = failure instanceof ProblemError && failure.retryAfterMs !== undefined;
      if (!isBusy && !(failure instanceof NoAnswerError)) throw failure;
    }
  }
}

interface Block {
  readonly id: string;
  readonly data?: string;
}

/** The blocks that carry an id; what is cut off at the end of the stream was never sent. */
async function* readEvents({ headers, body }: OpenAnswer): AsyncGenerator<Block> {
  const type = headerOf(headers, 'content-type') ?? '';
  if (!type.startsWith('text/event-stream')) throw new Error(`not an event stream: ${type}`);
  const decoder = new TextDecoder();
  let held = '';
  for await (const chunk of body) {
    held += decoder.decode(chunk, { stream: true });
    const blocks = held.split('\n\n');
    held = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => fieldOf(line)));
      const [id, data] = [fields.get('id'), fields.get('data')];
      if (id !== undefined) yield { id, ...(data !== undefined && { data }) };
    }
  }
}

function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
