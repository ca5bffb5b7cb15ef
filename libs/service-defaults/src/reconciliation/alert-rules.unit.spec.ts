import { describeAlertRules, pageText } from '@holdfast/testing/alert-rules';
import { metrics } from '../metrics.ts';
import './metrics.ts';

const page = 'docs/reconciliation.md';

describeAlertRules('the alert rules of the reconciliation', 'docs/alerts/reconciliation.rules.yml', {
  fewest: 5,
  registry: metrics,
  prefixes: ['reconciliation'],
  values: {
    state: ['repaired', 'not_repaired'],
    // Services name their kinds themselves; each has a section on the page, and a spec of tools/ sees to that.
    kind: [...pageText(page).matchAll(/^#### ([a-z_]+)$/gm)].map(([, kind = '']) => kind),
  },
  runbook: page,
});
