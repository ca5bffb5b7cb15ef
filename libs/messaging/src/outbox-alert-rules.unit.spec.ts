import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules, pageText } from '@holdfast/testing/alert-rules';
import './outbox.metrics.ts';

const page = 'docs/operating-the-outbox.md';

describeAlertRules('the alert rules of the outbox', 'docs/alerts/messaging.rules.yml', {
  fewest: 4,
  registry: metrics,
  prefixes: ['outbox'],
  values: {},
  runbook: page,
});

describe('the metrics of the outbox', () => {
  const names = metrics.getMetricsAsArray().map(({ name }) => name);

  it.each(names.filter((name) => name.startsWith('outbox_')))(
    '%s stands on the page of the outbox',
    (name) => {
      expect(pageText(page)).toContain(`\`${name}\``);
    },
  );
});
