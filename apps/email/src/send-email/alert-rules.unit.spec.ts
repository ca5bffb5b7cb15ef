import { emailKindSchema } from '@holdfast/contracts';
import { metrics } from '@holdfast/service-defaults';
import { describeAlertRules } from '@holdfast/testing/alert-rules';
import './email.metrics.ts';

describeAlertRules('the alert rules of email', 'docs/alerts/email.rules.yml', {
  fewest: 4,
  registry: metrics,
  prefixes: ['email'],
  values: {
    state: ['queued', 'sending', 'held'],
    result: ['refused', 'deferred', 'sender_rejected', 'unreachable', 'uncertain'],
    kind: emailKindSchema.options,
  },
  runbook: 'docs/how-to/operate/emails.md',
});
