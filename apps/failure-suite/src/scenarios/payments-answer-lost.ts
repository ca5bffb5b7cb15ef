import assert from 'node:assert/strict';
import { type Scenario } from '../scenario/scenario.ts';
import { bodyOf } from '../system/shopper.ts';

export const paymentsAnswerLost: Scenario = {
  name: 'payments-answer-lost',
  broken: 'Payments charges the card, and its answer is lost on the way back to checkout.',
  customerSees: 'The order is accepted, paid or still pending; it ends paid, charged once, with one receipt.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'checkout.recovery'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const strike = await system.lab.strike({
      edge: 'checkout->payments',
      direction: 'response',
      label: '201 POST /payments',
      action: { kind: 'reset' },
    });
    const answer = await ada.checkOut();
    await strike.hit();
    system.saw('answer lost after the effect');
    assert.ok([201, 202].includes(answer.status), `the customer was told ${answer.status} ${answer.text}`);
    const orderId = String(bodyOf(answer)['orderId']);
    await system.until('the order is paid', async () => {
      const order = await ada.get(`/orders/${orderId}`);
      return bodyOf(order)['status'] === 'paid';
    });
    const { charges } = await system.ledgers();
    const own = charges.filter(({ metadata }) => metadata['orderId'] === orderId);
    assert.equal(own.length, 1, 'the card was charged once');
  },
};
