import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-email-is-down',
  broken: 'Both instances of email are killed while customers use every feature.',
  customerSees: 'Everything works as usual. Receipts arrive once email is back.',
  cell: { edge: 'email', fault: 'kill -9', phase: 'throughout' },
  proves: ['receipt.fallback', 'receipt.recovery'],
  // The lease of an email whose sender was killed lasts 30 s.
  livenessMs: 45_000,
  run: (system) =>
    everythingWhileDown(system, killing('email', 'email-2'), {
      order: 201,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
