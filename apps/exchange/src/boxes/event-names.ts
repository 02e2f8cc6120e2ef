/** What is told of each box, under one name in streams of events and in webhooks. */
import type { WatchedBox } from '@lienthong/store';

export const eventOf = { inbox: 'inbox', desk: 'status' } as const satisfies Record<WatchedBox, string>;
