/** The few fixed names of the queues between places; the directory gives every place one of them. */

/** Nothing from a client ever enters a queue's name: an office network, the national axis, the other nodes of the axis. */
export const hopQueues = ['office', 'axis', 'nodes'] as const;

export type HopQueue = (typeof hopQueues)[number];
