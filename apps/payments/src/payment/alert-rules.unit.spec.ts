import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import './payment.metrics.ts';
import '../dispute/dispute.metrics.ts';
import '../fraud-warning/fraud-warning.metrics.ts';
import '../stripe/refused-by-provider.ts';

describeAlertRules('the alert rules of payments', 'docs/alerts/payments.rules.yml', {
  fewest: 4,
  registry: metrics,
  prefixes: ['payments'],
  values: { found: ['webhook', 'read_back'] },
  runbook: 'docs/how-to/operate/payments.md',
});
