import { describeAlertRules, pageText } from '@holdfast/testing/alert-rules';
import { metrics } from '../health/metrics.ts';
import './metrics.ts';

const differences = 'docs/reference/reconciliation-differences.md';

describeAlertRules('the alert rules of the reconciliation', 'docs/alerts/reconciliation.rules.yml', {
  fewest: 5,
  registry: metrics,
  prefixes: ['reconciliation'],
  values: {
    state: ['repaired', 'not_repaired'],
    // Each service defines its own kinds. A spec in tools/ checks that every kind has a section on this page.
    kind: [...pageText(differences).matchAll(/^### ([a-z_]+)$/gm)].map(([, kind = '']) => kind),
  },
  runbook: 'docs/how-to/operate/reconciliation.md',
});
