import { metrics } from '@holdfast/service-defaults';
import '@holdfast/idempotency';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import './payment.metrics.ts';
import '../dispute/dispute.metrics.ts';
import '../fraud-warning/fraud-warning.metrics.ts';
import '../stripe/refused-by-provider.ts';
import '../stripe-webhook/stripe-event.metrics.ts';

describeAlertRules('the alert rules of payments', 'docs/alerts/payments.rules.yml', {
  fewest: 6,
  registry: metrics,
  prefixes: ['payments', 'idempotency'],
  values: { found: ['webhook', 'read_back'], operation: ['create-payment'], result: ['done'] },
  runbook: 'docs/how-to/operate/payments.md',
});
