import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankOrder, bankPayment } from '../a-bank-payment.ts';
import { becomes, expectChargedOnce, expectResponse } from '../expectations.ts';

/** How long a key may be new, and a stored response is kept. */
const retentionMs = 72 * 3_600_000;
/** Time to order with a key that is almost too old. */
const remainingMs = 10_000;

export default {
  name: 'key-too-old-during-its-debit',
  broken:
    'A bank debit takes days. Meanwhile, the key of its order becomes older than any new one may be, and the customer repeats the order.',
  customerSees:
    'The pending order each time, as no key is too old while its payment is in progress. Then it is paid, once.',
  cell: { edge: 'shopper->checkout', fault: 'days pass', phase: 'after the response' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const old = { key: uuidv7({ msecs: Date.now() - retentionMs + remainingMs }), order: bankOrder };
    const tooOldAt = Date.now() + remainingMs;
    const { orderId, end } = await bankPayment(system, ada, bankOrder.paymentMethod, old);
    await system.until('the key is too old', () => Date.now() > tooOldAt, 2 * remainingMs);
    for (let turn = 0; turn < 4; turn += 1) {
      const again = await ada.checkOut({ ...old, attempts: 5 });
      assert.equal(expectResponse(again, 202)['orderId'], orderId, 'the order of this key');
    }
    await end('succeeded');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
