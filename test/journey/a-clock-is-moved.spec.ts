/** The official clock of a rehearsal: it stands or runs, goes forward only, and says what to write to whoever moves it wrongly. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { officialTime } from '@lienthong/store';
import { Network, rehearsalFrom } from '../support/network.js';
import { until } from '../support/waits.js';

let network: Network;
beforeAll(async () => void (network = await Network.start('a clock')));
afterAll(() => network.stop());

const clock = () => network.operator().operator;
const now = async () => (await officialTime(network.store)).now.getTime();

describe('a clock that is moved', () => {
  test('stands while it stood, as a replay needs it, and goes on running when it ran', async () => {
    const march = new Date('2020-03-10T08:00:00+07:00');
    await clock().moveClock(march);
    expect([await now(), await now()]).toEqual([march.getTime(), march.getTime()]);
    await clock().runClock();
    const april = new Date('2020-04-10T08:00:00+07:00');
    await clock().moveClock(april);
    await until(async () => (await now()) > april.getTime() + 50, { deadlineMs: 5_000, what: 'the clock to go on' });
    expect(await now()).toBeLessThan(april.getTime() + 60_000);
  });

  test('never goes back, and says where it stands', async () => {
    await expect(clock().moveClock(rehearsalFrom)).rejects.toMatchObject({
      code: 'clock-refused',
      detail: expect.stringContaining('official time is 2020-04-'),
    });
  });
});

const expected = 'body: expected {"to": "a time with its zone"} or {"run": true}';
test.each([
  [{}, expected],
  [{ now: '2020-05-01T00:00:00Z' }, `body.now: Unrecognized key: "now"; ${expected}`],
  [{ to: 'tomorrow' }, 'body.to: Invalid ISO datetime; body.to: a time up to 2100'],
  [{ to: '2020-05-01T00:00:00Z', run: true }, expected],
  [{ run: false }, 'body.run: Invalid input: expected true'],
])('the body %j is answered with its field and what to write', async (body, words) => {
  const answer = await fetch(`${network.address}/api/v1/operator/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${network.operatorKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([400, words]);
});
