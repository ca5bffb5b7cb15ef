import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { failsUnconfirmed, orderToConfirm } from '../a-confirmation.ts';
import { operatorDecides } from '../an-operators-decision.ts';

export default {
  name: 'operator-ends-a-confirmation',
  broken:
    'The time to confirm with the bank is over while the provider cannot be reached. An operator records that the payment was declined, although the bank still waits.',
  customerSees:
    'The order fails, and an email says so. Once the provider is back, its intent is canceled: nothing can be paid later.',
  cell: { edge: 'payments->stripe', fault: 'a wrong decision', phase: 'throughout' },
  proves: ['confirmation.recovery', 'confirmation.timeout'],
  repairs: ['confirmation_open_payment_failed'],
  livenessMs: 30_000,
  run: async (system) => {
    const { orderId, expiresAt, confirm } = await orderToConfirm(system, system.shopper('Ada'));
    const provider = await system.lab.fault('payments->stripe', { kind: 'refuse' });
    await system.until('the time to confirm is over', () => Date.now() > expiresAt, 20_000);
    await provider.struck();
    await operatorDecides(system, {
      kind: 'declined',
      providerPaymentId: null,
      declineCode: 'card_declined',
    });
    await failsUnconfirmed(system, orderId);
    await provider.clear();
    await system.until(
      'the bank no longer waits',
      async () => (await system.simulator.challengeOf(orderId)) === undefined,
      30_000,
    );
    const { isTaken } = await confirm();
    assert.equal(isTaken, false, 'a confirmation of a canceled payment');
  },
} satisfies Scenario;
