import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { failsUnconfirmed, orderToConfirm } from '../a-confirmation.ts';
import { expectResponse } from '../expectations.ts';

const forged =
  'from=bank&redirect_status=succeeded&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_1';

export default {
  name: 'confirmation-return-forged',
  broken:
    "A customer opens the address to which the bank returns, as if the payment had succeeded, and forges the provider's webhook.",
  customerSees:
    'The order still waits for the confirmation, which never comes. It fails, and nothing is charged.',
  cell: { edge: 'shopper->checkout', fault: 'forged', phase: 'before the callee sees it' },
  proves: ['confirmation.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, url } = await orderToConfirm(system, ada);
    const seen = expectResponse(await ada.get(`/orders/${orderId}?${forged}`), 200);
    assert.equal(seen['status'], 'requires_action');
    const id = new URL(url).pathname.split('/').at(-1);
    const object = {
      id,
      object: 'payment_intent',
      status: 'succeeded',
      livemode: false,
      metadata: { orderId },
    };
    const { status } = await deliver(system, anEvent(system, { object, secret: 'whsec_made_up' }));
    assert.equal(status, 400);
    await failsUnconfirmed(system, orderId);
  },
} satisfies Scenario;
