import { Counter, Gauge } from 'prom-client';
import { metrics } from '../metrics.ts';

// Kinds come from code. The gauges are of the service's table, so every process of it tells the same: take the maximum, not the sum.
const registers = [metrics];

export const differences = new Gauge({
  name: 'reconciliation_differences',
  help: 'Differences between ledgers that the last complete run found and did not repair, by kind; those that end by themselves are left out.',
  labelNames: ['kind'] as const,
  registers,
});

export const repairs = new Counter({
  name: 'reconciliation_repairs_total',
  help: 'Differences between ledgers that this process tried to repair, by kind and by how that ended: repaired, not_repaired.',
  labelNames: ['kind', 'state'] as const,
  registers,
});

export const sinceComplete = new Gauge({
  name: 'reconciliation_seconds_since_complete',
  help: 'Time since the last complete run; since the first look of this process when there was none. 0 where it is switched off.',
  registers,
});

export const runDuration = new Gauge({
  name: 'reconciliation_run_duration_seconds',
  help: 'How long the last complete run took, interruptions included.',
  registers,
});

export const failedRuns = new Counter({
  name: 'reconciliation_run_failures_total',
  help: 'Times that this process had to leave a run, which is gone on with later.',
  registers,
});
