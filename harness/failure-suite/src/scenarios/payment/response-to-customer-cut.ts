import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../what-was-seen.ts';

export default {
  name: 'response-to-customer-cut',
  broken: 'The connection of the shopper breaks in the middle of the answer.',
  customerSees: 'Sent again with its key, the order is answered whole, and was placed once.',
  cell: { edge: 'shopper->checkout', fault: 'cut', phase: 'in mid-answer' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    await system.lab.strike({ edge: 'shopper->checkout', direction: 'response', action: { kind: 'cut' } });
    const answer = await system.shopper('Ada').checkOut();
    assert.equal(answer.headers['idempotent-replayed'], 'true');
    await expectChargedOnce(system, expectPaid(answer));
  },
} satisfies Scenario;
