import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge, Registry } from 'prom-client';

const ofOutboxes = new Registry();
// Names of queues come from code: no request can make a new series.
const registers = [ofOutboxes];

/** Adds what stands here to the metrics of this process. One without a relay shows none of it: a gauge that nobody sets looks like an outage. */
export function showOutboxMetrics(): void {
  for (const { name } of ofOutboxes.getMetricsAsArray()) {
    const metric = ofOutboxes.getSingleMetric(name);
    if (metric !== undefined) metrics.registerMetric(metric);
  }
}

/** Of the service's table, so every process of it tells the same: take the maximum, not the sum. */
export const unpublishedRows = new Gauge({
  name: 'outbox_unpublished_rows',
  help: 'Messages that wait in the outbox of the service, counted up to 100,000; dead ones are not among them.',
  registers,
});

/** Since it was written, by the database's clock: so long has its consumer not been told. */
export const oldestUnpublished = new Gauge({
  name: 'outbox_oldest_unpublished_seconds',
  help: 'Age of the message that has waited longest in the outbox of the service; 0 when none waits.',
  registers,
});

export const deadRows = new Gauge({
  name: 'outbox_dead_rows',
  help: 'Messages that the queue server refused for good while it took others.',
  registers,
});

/** Whoever reads the gauges above must look at this one too: they keep their last value when the database cannot be asked. */
export const measuredAt = new Gauge({
  name: 'outbox_measured_timestamp_seconds',
  help: 'When the outbox was last measured, in seconds since 1970.',
  registers,
});

export const published = new Counter({
  name: 'outbox_published_total',
  help: 'Messages put on their queue and marked so.',
  labelNames: ['queue'] as const,
  registers,
});

/** One for a batch, or for a look at the server before it: the server was away, or the guard refused to call it. */
export const publishFailures = new Counter({
  name: 'outbox_publish_failures_total',
  help: 'Batches that could not be published, or not all of them, because the queue server could not be used.',
  registers,
});

export const refusals = new Counter({
  name: 'outbox_refusals_total',
  help: 'Messages that the queue server refused while it took others.',
  labelNames: ['queue'] as const,
  registers,
});

/** More than a few: relays stand still for longer than their lease, or publishing takes longer. */
export const lostLeases = new Counter({
  name: 'outbox_lost_leases_total',
  help: 'Messages published by a relay whose lease another had taken over: the other publishes the same jobs again.',
  registers,
});

export const reapedRows = new Counter({
  name: 'outbox_reaped_total',
  help: 'Published messages deleted after their retention.',
  registers,
});

/** Not an error by itself: what the server had not lost it drops, and consumers have an effect once. */
export const republished = new Counter({
  name: 'outbox_republished_total',
  help: 'Published messages that are published again, because the queue server came back without its data or was started anew.',
  registers,
});
