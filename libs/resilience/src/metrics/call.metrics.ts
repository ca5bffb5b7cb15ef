import { metrics } from '@holdfast/service-defaults';
import { retriesIn } from '../explain/explain.ts';
import { DurationHistogram } from './duration-histogram.metrics.ts';
import { labeled, scrapedCounter, scrapedGauge, type Series, seriesOf } from './scraped.metrics.ts';
import { tallies } from './tallies.ts';
import { type CallTally } from './tally.ts';

function counter(
  name: string,
  help: string,
  labels: readonly string[],
  of: (tally: CallTally) => Series,
): void {
  scrapedCounter({
    name,
    help,
    labels: ['dependency', ...labels],
    series: () => [...tallies.entries()].flatMap(([dependency, tally]) => labeled({ dependency }, of(tally))),
  });
}

counter(
  'resilience_calls_total',
  'Calls by outcome. success: a usable response; failure: none; rejected: no attempt was made.',
  ['outcome', 'cause'],
  ({ calls }) =>
    Object.entries(calls).flatMap(([outcome, counts]) => labeled({ outcome }, seriesOf('cause', counts))),
);

counter('resilience_attempts_total', 'Attempts of calls, by result.', ['result'], ({ attempts }) =>
  Object.entries(attempts).map(([result, { count }]) => [{ result }, count]),
);

counter('resilience_retries_total', 'Retries scheduled, by the cause of the failure.', ['reason'], (tally) =>
  seriesOf('reason', tally.retries),
);

counter(
  'resilience_retries_suppressed_total',
  'Failed calls that were not retried, by reason.',
  ['reason'],
  (tally) => seriesOf('reason', tally.retriesSuppressed),
);

counter(
  'resilience_bulkhead_rejected_total',
  'Attempts rejected because too many calls were in progress.',
  [],
  (tally) => [[{}, tally.bulkheadRejections]],
);

counter(
  'resilience_retry_after_pauses_total',
  'Pauses that a dependency asked for with Retry-After.',
  [],
  (tally) => [[{}, tally.retryAfterPauses]],
);

new DurationHistogram({
  name: 'resilience_call_duration_seconds',
  help: 'Duration of calls, including all attempts and pauses, by outcome.',
  labelNames: ['dependency', 'outcome'],
  register: metrics,
  series: () =>
    [...tallies.entries()].flatMap(([dependency, { callDurations }]) =>
      Object.entries(callDurations).map(
        ([outcome, durations]) => [{ dependency, outcome }, durations] as const,
      ),
    ),
});

new DurationHistogram({
  name: 'resilience_attempt_duration_seconds',
  help: 'Duration of single attempts, by result.',
  labelNames: ['dependency', 'result'],
  register: metrics,
  series: () =>
    [...tallies.entries()].flatMap(([dependency, { attempts }]) =>
      Object.entries(attempts).map(([result, durations]) => [{ dependency, result }, durations] as const),
    ),
});

scrapedGauge({
  name: 'resilience_retry_budget_tokens',
  help: 'Retries left in the current 10 s window.',
  labels: ['dependency'],
  series: () =>
    tallies.snapshots().map(({ dependency, retryBudget }) => [{ dependency }, retriesIn(retryBudget)]),
});

scrapedGauge({
  name: 'resilience_bulkhead_in_use',
  help: 'Calls whose work is in progress.',
  labels: ['dependency'],
  series: () => tallies.snapshots().map(({ dependency, bulkhead }) => [{ dependency }, bulkhead.inUse]),
});

scrapedGauge({
  name: 'resilience_bulkhead_limit',
  help: 'Maximum concurrent calls; lower for 3 s after a breaker has closed.',
  labels: ['dependency'],
  series: () => tallies.snapshots().map(({ dependency, bulkhead }) => [{ dependency }, bulkhead.limit]),
});
