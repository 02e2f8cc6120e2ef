/** The front door of the queue: what carries batches of hops between places, on Redis or on PostgreSQL. */
export { prepareQueue, QueueFault } from './backend.js';
export type { QueueBackend, QueueSettings } from './backend.js';
export { hopQueues } from './hop-queues.js';
export type { HopQueue } from './hop-queues.js';
export { QueueClient } from './queue-client.js';
export type { OfferOptions, QueueEvent } from './queue-client.js';
export { QueueContext, QueueMessages } from './queue-messages.js';
export { QueueServer } from './queue-server.js';
export type { QueueServerOptions } from './queue-server.js';
export type { LaneProgress } from './watched-worker.js';
