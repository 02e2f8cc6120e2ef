/** A body's part of the byte budget grows with what has really arrived, so that one that is announced and never sent holds little. */
import type { IncomingMessage } from 'node:http';
import type { Held } from './byte-budget.js';
import { ignoreLateAbort } from './read-body.js';
import { refusedError } from './refused.js';
import type { RefusedError } from './refused.js';

/** Lengths in bytes. */
export interface BodyRoom {
  readonly bodyLimit: number;
  /** What is reserved at once: the first step before anything is read, another whenever the last is used up. */
  readonly openBodyStep: number;
}

/**
 * Counts a body from the moment somebody reads it. What is too large, or finds no room, reaches the reader as an 'error' of the body:
 * destroying the body would take the line away under the answer.
 *
 * @param held one step
 */
export function growWithBody(body: IncomingMessage, held: Held, { bodyLimit, openBodyStep }: BodyRoom): void {
  let [arrived, reserved] = [0, openBodyStep];
  const refusal = (): RefusedError | undefined => {
    if (arrived > bodyLimit) return refusedError('package-too-large', `The body is larger than ${bodyLimit} bytes`);
    for (; reserved < arrived; reserved += openBodyStep) if (!held.grow(openBodyStep)) return noRoomLeft();
    return undefined;
  };
  const count = (chunk: Buffer): void => {
    arrived += chunk.length;
    const refused = refusal();
    if (refused === undefined) return;
    body.removeListener('data', count);
    body.emit('error', refused);
  };
  // Its reader may have left before it ends; and a listener for data from the start would lose what comes before there is a reader.
  body.on('error', ignoreLateAbort).once('resume', () => body.on('data', count));
}

/** Beside what other bodies, of the same caller or of all, take just now. */
export const noRoomLeft = (): RefusedError =>
  refusedError('over-capacity', 'Too many bytes are in work here just now; send the same request again');
