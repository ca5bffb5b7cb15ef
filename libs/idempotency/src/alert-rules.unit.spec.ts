import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import './idempotency.metrics.ts';

describeAlertRules('the alert rules of the keys', 'docs/alerts/idempotency.rules.yml', {
  fewest: 6,
  registry: metrics,
  prefixes: ['idempotency'],
  values: {
    state: ['running', 'parked', 'unknown', 'review'],
    result: ['ran', 'failed', 'replay', 'in_flight', 'reused', 'expired', 'from_future', 'in_review'],
  },
  runbook: 'docs/how-to/operate/keys.md',
});
