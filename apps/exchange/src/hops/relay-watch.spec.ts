/** A relay that stands still while messages wait shows in readiness and in the log, once. */
import { describe, expect, test } from '@jest/globals';
import type { Exchange } from '../exchange.js';
import { RelayWatch } from './relay-watch.js';

function watchOf({ stillForMs, waits }: { stillForMs: number; waits: boolean }) {
  const [lines, duty] = [[] as string[], { name: 'relay office', stillForMs }];
  const note = (_: object, line: string) => void lines.push(line);
  const store = { run: async () => [{ waits }] } as unknown as Exchange['store'];
  const watch = new RelayWatch({ store }, { error: note, info: note, warn: note } as never);
  watch.begin([{ duty, places: ['00.54.W00'] }]);
  watch.stop();
  return { watch, lines, duty };
}

describe('the watch over relays', () => {
  test('says in readiness, and once in the log, that a relay stands still while messages wait', async () => {
    const { watch, lines, duty } = watchOf({ stillForMs: 20_000, waits: true });
    expect(await watch.whyNotReady()).toMatch(/^The relay office has completed no round for 20 s while messages wait/);
    await watch.look();
    await watch.look();
    expect(lines).toHaveLength(1);
    duty.stillForMs = 10;
    await watch.look();
    expect(lines[1]).toBe('the relay moves again');
    expect(await watch.whyNotReady()).toBeUndefined();
  });

  test.each([
    { stillForMs: 20_000, waits: false },
    { stillForMs: 2_000, waits: true },
  ])('is silent about %j', async (state) => {
    const { watch, lines } = watchOf(state);
    await watch.look();
    expect([await watch.whyNotReady(), lines]).toEqual([undefined, []]);
  });
});
