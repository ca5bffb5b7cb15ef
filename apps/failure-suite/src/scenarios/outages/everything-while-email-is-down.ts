import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-email-is-down',
  broken: 'Both copies of email are killed, and customers do everything that there is to do.',
  customerSees: 'Everything works as ever; the receipts come once email is back.',
  cell: { edge: 'email', fault: 'kill -9', phase: 'throughout' },
  proves: ['receipt.fallback', 'receipt.recovery'],
  // A job whose worker died is taken over within 15 s.
  livenessMs: 30_000,
  run: (system) =>
    everythingWhileDown(system, killing('email', 'email-2'), {
      order: 201,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
