import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import './idempotency.metrics.ts';

describeAlertRules('the alert rules of the keys', 'docs/alerts/idempotency.rules.yml', {
  fewest: 6,
  registry: metrics,
  prefixes: ['idempotency'],
  values: {
    state: ['running', 'parked', 'unknown', 'review'],
    verdict: ['ran', 'failed', 'replay', 'busy', 'mismatch', 'expired', 'early', 'review'],
  },
  runbook: 'docs/how-to/operate/keys.md',
});
