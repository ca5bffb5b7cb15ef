import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge, Registry } from '@prometheus-io/client';

const ofOutboxes = new Registry();
// Queue names come from code, so no request can create a new series.
const registers = [ofOutboxes];

/**
 * Adds the outbox metrics to those of this process. A process without a relay omits them: a gauge that is
 * never set looks like an outage.
 */
export function showOutboxMetrics(): void {
  for (const { name } of ofOutboxes.getMetricsAsArray()) {
    const metric = ofOutboxes.getSingleMetric(name);
    if (metric !== undefined) metrics.registerMetric(metric);
  }
}

/** Measures the service's table, so all of its processes report the same: take the maximum, not the sum. */
export const unpublishedRows = new Gauge({
  name: 'outbox_unpublished_rows',
  help: 'Messages waiting in the outbox, counted up to 100,000; excludes dead ones.',
  registers,
});

/** Age since the row was written, by the database's clock: the delay that its consumer sees. */
export const oldestUnpublished = new Gauge({
  name: 'outbox_oldest_unpublished_seconds',
  help: 'Age of the oldest message waiting in the outbox; 0 if there is none.',
  registers,
});

export const deadRows = new Gauge({
  name: 'outbox_dead_rows',
  help: 'Dead messages: the queue server refused each five times but accepted others.',
  registers,
});

/** Check it together with the gauges above: they keep their last value while the database is unavailable. */
export const measuredAt = new Gauge({
  name: 'outbox_measured_timestamp_seconds',
  help: 'Unix time of the last measurement of the outbox.',
  registers,
});

export const published = new Counter({
  name: 'outbox_published_total',
  help: 'Messages published to their queue and marked as published.',
  labelNames: ['queue'] as const,
  registers,
});

/**
 * Counts one failure per batch, and one per failed check of the server before a batch. The server was
 * unavailable, or the guard refused the call.
 */
export const publishFailures = new Counter({
  name: 'outbox_publish_failures_total',
  help: 'Batches not published, or only in part, because the queue server was unavailable.',
  registers,
});

export const refusals = new Counter({
  name: 'outbox_refusals_total',
  help: 'Refusals of a message by the queue server while it accepted others.',
  labelNames: ['queue'] as const,
  registers,
});

/** More than a few: relays pause for longer than their lease, or publishing takes longer. */
export const lostLeases = new Counter({
  name: 'outbox_lost_leases_total',
  help: 'Messages published after their lease had passed to another relay, which publishes the same jobs again.',
  registers,
});

export const reapedRows = new Counter({
  name: 'outbox_reaped_total',
  help: 'Published messages deleted after the retention period.',
  registers,
});

/**
 * Not an error: the server drops messages that it still has, and consumers skip those that they have
 * processed.
 */
export const republished = new Counter({
  name: 'outbox_republished_total',
  help: 'Published messages republished because the queue server restarted or lost its data.',
  registers,
});
