import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules, pageText } from '@holdfast/testing/alert-rules';
import { pino } from 'pino';
import { OutboxRelay } from './outbox-relay.ts';

const namesOfMetrics = (): string[] =>
  metrics
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('outbox_'));

const withoutOutbox = namesOfMetrics();
new OutboxRelay({ query: () => Promise.reject(new Error('never asked')) }, 'redis://127.0.0.1:1', pino());

describeAlertRules('the alert rules of the outbox', 'docs/alerts/messaging.rules.yml', {
  fewest: 4,
  registry: metrics,
  prefixes: ['outbox'],
  values: {},
  runbook: 'docs/how-to/operate/outbox.md',
});

describe('the metrics of the outbox', () => {
  it('exist only in a process with a relay, so that an alert about missing measurements is right', () => {
    expect(withoutOutbox).toEqual([]);
    expect(namesOfMetrics().length).toBeGreaterThan(5);
  });

  it.each(namesOfMetrics())('%s is documented', (name) => {
    expect(pageText('docs/reference/metrics.md')).toContain(`\`${name}\``);
  });
});
