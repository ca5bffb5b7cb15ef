import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import { retrySuppressions } from './outcome/dependency-error.ts';
import './resilience.metrics.ts';

describeAlertRules('the alert rules of dependencies', 'docs/alerts/resilience.rules.yml', {
  fewest: 6,
  registry: metrics,
  prefixes: ['resilience', 'http_server'],
  values: {
    state: ['closed', 'open', 'half_open'],
    source: ['live', 'fresh', 'stale', 'default', 'absent', 'failed'],
    reason: retrySuppressions,
  },
  runbook: 'docs/how-to/operate/dependencies.md',
});
