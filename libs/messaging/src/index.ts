export { BullMqContext, BullMqServer, type BullMqServerOptions } from './bullmq.server.ts';
export { type DeadOutboxRow, deadOutboxRows, retryDeadOutboxRow } from './dead-outbox-rows.ts';
export { type Envelope } from './envelope.ts';
export { type MessageKind, type MessageOptions, type OutboxWrite, outboxWrite } from './outbox.ts';
export { type QueueGuard } from './outbox-publisher.ts';
export { OutboxRelay, type RelayOptions } from './outbox-relay.ts';
export { type OutboxDatabase } from './outbox-rows.ts';
export { closeQueue, longestPublishMs, openQueue, openWorker } from './queue-backend.ts';
export { queueHealth } from './queue-health.ts';
