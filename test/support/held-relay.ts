/** Keeps the relay of a queue's places still, as if its process hung: this test holds its lock. */
import { leaveDuty, takeDuty, type Store } from '@lienthong/store';
import { relayDuty } from '../../apps/exchange/src/hops/start-relays.js';

/** Nothing leaves the outboxes of that queue's places until what is returned is called. Take it before the servers start. */
export async function holdRelay(store: Store, queue: string): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const wanted = new Promise<void>((resolve) => (letGo = resolve));
  let held: (isHeld: boolean) => void = () => undefined;
  const taken = new Promise<boolean>((resolve) => (held = resolve));
  const holding = store.session(async (lock) => {
    held(await takeDuty(lock, relayDuty(queue)));
    await wanted;
    await leaveDuty(lock, relayDuty(queue));
  });
  if (!(await taken)) throw new Error(`somebody relays for the queue ${queue} already`);
  return async () => {
    letGo();
    await holding;
  };
}
