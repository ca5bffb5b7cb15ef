import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('three-deploys'),
  broken:
    'Both instances of email are restarted (SIGTERM) three times while five receipts are sent over a slow connection.',
  customerSees: 'Five receipts, each once.',
  cell: { edge: 'email', fault: 'SIGTERM', phase: 'throughout' },
  proves: ['receipt.recovery', 'receipt.idempotency'],
  livenessMs: 25_000,
} satisfies Scenario;
