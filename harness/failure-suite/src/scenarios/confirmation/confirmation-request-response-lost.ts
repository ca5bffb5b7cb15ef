import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectToConfirm, securedOrder } from '../a-confirmation.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'confirmation-request-response-lost',
  broken: "The provider's response that the bank wants a confirmation is lost with the connection.",
  customerSees: 'The response sends its customer to the bank: there is one payment with one page.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['confirmation.retry', 'confirmation.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const strike = await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'response',
      label: '200 POST /v1/payment_intents',
      action: { kind: 'reset' },
    });
    const asked = await ada.checkOut({ order: securedOrder, attempts: 1 });
    await strike.hit();
    const { orderId, url, confirm } = expectToConfirm(system, asked);
    assert.equal(await system.simulator.challengeOf(orderId), url);
    await confirm();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
