import { type Scenario } from '../../scenario/scenario.ts';
import { everythingWhileDown, killing } from '../while-down.ts';

export default {
  name: 'everything-while-one-checkout-is-down',
  broken: 'One instance of checkout is killed while customers use every feature.',
  customerSees: 'Everything works as usual: the other instance responds.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.fallback', 'checkout.recovery'],
  run: (system) =>
    everythingWhileDown(system, killing('checkout'), {
      order: 201,
      look: 200,
      refund: 201,
      suggestions: ['live'],
    }),
} satisfies Scenario;
