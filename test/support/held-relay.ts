/** Keeps the relay of a queue's places still, as if its process hung: this test holds its lock. */
import { leaveRelay, takeRelay, type Store } from '@lienthong/store';

/** Nothing leaves the outboxes of that queue's places until what is returned is called. Take it before the servers start. */
export async function holdRelay(store: Store, queue: string): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const wanted = new Promise<void>((resolve) => (letGo = resolve));
  let held: (isHeld: boolean) => void = () => undefined;
  const taken = new Promise<boolean>((resolve) => (held = resolve));
  const holding = store.session(async (lock) => {
    held(await takeRelay(lock, queue));
    await wanted;
    await leaveRelay(lock, queue);
  });
  if (!(await taken)) throw new Error(`somebody relays for the queue ${queue} already`);
  return async () => {
    letGo();
    await holding;
  };
}
