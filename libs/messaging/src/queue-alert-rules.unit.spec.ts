import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import './message.metrics.ts';
import './queue.metrics.ts';

describeAlertRules('the alert rules of the queues', 'docs/alerts/queues.rules.yml', {
  fewest: 5,
  registry: metrics,
  prefixes: ['messaging'],
  values: {
    state: ['waiting', 'delayed', 'active'],
    outcome: ['done', 'duplicate', 'retried', 'dead'],
  },
  runbook: 'docs/how-to/operate/messages.md',
});
