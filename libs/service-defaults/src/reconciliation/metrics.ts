import { Counter, Gauge } from '@prometheus-io/client';
import { metrics } from '../health/metrics.ts';

// The gauges describe the service's table, so every process reports the same: take the maximum, not the sum.
const registers = [metrics];

export const differences = new Gauge({
  name: 'reconciliation_differences',
  help: 'Differences that the last complete run left unrepaired, by kind, most kinds for 7 days at most; excludes those that resolve automatically.',
  labelNames: ['kind'] as const,
  registers,
});

export const repairs = new Counter({
  name: 'reconciliation_repairs_total',
  help: 'Repairs attempted by this process, by kind and state: repaired, not_repaired.',
  labelNames: ['kind', 'state'] as const,
  registers,
});

/** Starts the counters at 0: the first repair must be an increase, also for an alert. */
export function startCountingRepairs(kinds: readonly string[]): void {
  for (const kind of kinds) for (const state of ['repaired', 'not_repaired']) repairs.inc({ kind, state }, 0);
}

export const sinceComplete = new Gauge({
  name: 'reconciliation_seconds_since_complete',
  help: 'Time since the last complete run, or since this process started if there was none. 0 if the schedule is off.',
  registers,
});

export const runDuration = new Gauge({
  name: 'reconciliation_run_duration_seconds',
  help: 'Duration of the last complete run, including interruptions.',
  registers,
});

export const failedRuns = new Counter({
  name: 'reconciliation_run_failures_total',
  help: 'Runs that this process interrupted after an error; they resume later.',
  registers,
});
