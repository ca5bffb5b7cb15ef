export { type BatchedMessage, type BatchEffect, BatchInbox } from './batch-inbox.ts';
export { BullMqClient, type BullMqClientOptions } from './bullmq.client.ts';
export { BullMqContext } from './bullmq.context.ts';
export { BullMqServer, type BullMqServerOptions } from './bullmq.server.ts';
export { type DeadOutboxRow, deadOutboxRows, retryDeadOutboxRow } from './dead-outbox-rows.ts';
export { type Envelope } from './envelope.ts';
export { type Delivery, Inbox, type InboxDatabase, type InboxTransaction } from './inbox.ts';
export { inboxRetentionMs } from './inbox-reaper.ts';
export {
  type InboxOptions,
  MessagingModule,
  type MessagingModuleOptions,
  type OutboxOptions,
} from './messaging.module.ts';
export { type MessageKind, type MessageOptions, type OutboxWrite, outboxWrite } from './outbox.ts';
export { type QueueGuard } from './outbox-publisher.ts';
export { OutboxRelay, type RelayOptions } from './outbox-relay.ts';
export { type OutboxDatabase } from './outbox-rows.ts';
export {
  consumerOptions,
  consumerTimings,
  leaseTooShort,
  longestPublish,
  outlastsPublishing,
  relayOptions,
  relayTimings,
} from './messaging.settings.ts';
export { closeQueue, openQueue, openWorker } from './queue-backend.ts';
export { type PublishingTimes } from './redis-clients.ts';
export { QueueHealth } from './queue-health.ts';
