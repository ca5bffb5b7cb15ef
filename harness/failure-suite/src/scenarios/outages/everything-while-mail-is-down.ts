import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, refusing } from '../while-down.ts';

export default {
  name: 'everything-while-mail-is-down',
  broken: 'The mail server refuses every connection while customers use every feature.',
  customerSees: 'Everything works as usual. Receipts arrive once the mail server is back.',
  cell: { edge: 'email->mail', fault: 'refuse', phase: 'connect' },
  proves: ['receipt.fallback', 'receipt.recovery'],
  // The mail server's breaker stays open for up to 30 s plus 20% jitter.
  livenessMs: 45_000,
  run: (system) =>
    everythingWhileDown(system, refusing('email->mail'), {
      order: 201,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
