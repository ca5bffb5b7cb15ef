import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'name-is-a-host',
  broken:
    'An order has the name claim-your.prize.example, which mail programs would make a link in the receipt.',
  customerSees: 'A receipt that greets without a name.',
  cell: { edge: 'shopper->checkout', fault: 'an unusual request', phase: 'after the response' },
  proves: ['receipt.recovery'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('claim-your.prize.example').checkOut());
    const [receipt] = await isMailed(system, orderId);
    assert.ok(receipt?.text.startsWith('Hello,\n'), receipt?.text);
  },
} satisfies Scenario;
