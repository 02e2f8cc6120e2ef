/** Deliveries whose recipients live elsewhere leave by the outbox: one message per document and neighbour. */
import type { RoutedDelivery } from './arrival.js';
import type { Effects } from './effects.js';

export function forward(deliveries: readonly RoutedDelivery[], effects: Effects): void {
  const messages = new Map<string, RoutedDelivery[]>();
  for (const delivery of deliveries) {
    if (delivery.next === undefined || delivery.next === 'here') continue;
    const key = `${delivery.arrival.place} ${delivery.arrival.hop.document} ${delivery.next}`;
    const together = messages.get(key);
    if (together === undefined) messages.set(key, [delivery]);
    else together.push(delivery);
  }
  for (const together of messages.values()) {
    const { arrival, next } = together[0]!;
    effects.send(arrival.place, next!, { ...arrival.hop, recipients: together.map(({ recipient }) => recipient) });
  }
}
