export { BullMqContext } from './bullmq.context.ts';
export { BullMqServer, type BullMqServerOptions } from './bullmq.server.ts';
export { type Envelope } from './envelope.ts';
export { type Delivery, Inbox, type InboxDatabase, type InboxTransaction } from './inbox.ts';
export { inboxRetentionMs } from './inbox-reaper.ts';
export { type MessageKind, type MessageOptions, type OutboxWrite, outboxWrite } from './outbox.ts';
export { type OutboxDatabase, OutboxRelay, type QueueGuard } from './outbox-relay.ts';
export { closeQueue, longestPublishMs, openQueue, openWorker } from './queue-backend.ts';
export { queueHealth } from './queue-health.ts';
