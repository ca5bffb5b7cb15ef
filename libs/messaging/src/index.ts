export { BullMqContext, BullMqServer, type BullMqServerOptions } from './bullmq.server.ts';
export { type Envelope } from './envelope.ts';
export { type MessageKind, type MessageOptions, type OutboxWrite, outboxWrite } from './outbox.ts';
export { type OutboxDatabase, OutboxRelay, type QueueGuard } from './outbox-relay.ts';
export { closeQueue, longestPublishMs, openQueue, openWorker } from './queue-backend.ts';
export { queueHealth } from './queue-health.ts';
