import assert from 'node:assert/strict';
import { type CustomerResponse } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, expectPaid, expectResponse, passed } from '../expectations.ts';
import { onlyRefundOf } from '../refunds-seen.ts';

const copies = ['payments', 'payments-2'] as const;
const once = { attempts: 1, timeoutMs: 15_000 } as const;

/**
 * Payments completes a request of checkout. Before its response arrives, the stored one is deleted, and
 * payments restarts: neither its table nor its memory has it.
 */
async function withoutItsKey(
  system: System,
  act: () => Promise<CustomerResponse>,
): Promise<CustomerResponse> {
  const point = { edge: 'checkout->payments', direction: 'response' } as const;
  const { held, outcome } = await holdAt(system, point, act);
  await Promise.all(copies.map((name) => system.process(name).kill()));
  await system.query('payments', "delete from idempotency_key where state = 'done'");
  await Promise.all(copies.map((name) => system.process(name).start()));
  await held.release('reset');
  const response = await outcome;
  const { label } = held.message;
  const again = await system.until('checkout has asked again', () => {
    const [, ...later] = passed(system, 'checkout->payments', 'response').filter(
      ({ at, label: other }) => at >= held.message.at && routeIn(other) === routeIn(label),
    );
    return later.length > 0 && later;
  });
  assert.deepEqual(new Set(again.map((message) => message.label)), new Set([label]), 'the same response');
  return response;
}

/** Without the status. */
const routeIn = (label: string): string => label.slice(label.indexOf(' ') + 1);

export default {
  name: 'payments-loses-its-keys',
  broken:
    'Payments charges, declines and refunds, and each response is lost. Its stored responses are deleted, and it restarts before checkout asks again.',
  customerSees:
    'What happened the first time: the order is paid, another is declined, a third is refunded. Nothing happens twice.',
  cell: { edge: 'checkout->payments', fault: 'forgotten key', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery', 'refund.idempotency'],
  // Checkout waits while payments restarts, and then asks again.
  settings: {
    checkout: {
      PAYMENTS_ATTEMPT_TIMEOUT_MS: '8000',
      PAYMENTS_DEADLINE_MS: '10000',
      KEY_LEASE_MS: '12000',
      KEY_ABSENCE_GRACE_MS: '12000',
      RECONCILE_LEASE_MS: '12000',
      RECONCILE_MIN_AGE_MS: '20000',
    },
  },
  // Restarted services, like bank-debit-of-days-paid.
  livenessMs: 30_000,
  run: async (system) => {
    const [ada, grace, edsger] = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    assert.ok(ada && grace && edsger);
    const ofEdsger = expectPaid(await edsger.checkOut());

    const ofAda = String((await withoutItsKey(system, () => ada.checkOut(once))).text.match(/ord_\w+/)?.[0]);
    await becomes(system, ofAda, 'paid');
    await expectChargedOnce(system, ofAda);

    const order = { paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' };
    const declined = await withoutItsKey(system, () => grace.checkOut({ order, ...once }));
    const ofGrace = String(declined.text.match(/ord_\w+/)?.[0]);
    await becomes(system, ofGrace, 'payment_failed');
    const again = await grace.checkOut({ order, key: String(declined.key) });
    assert.equal(
      expectResponse(again, 402, 'card_declined')['declineCode'],
      'insufficient_funds',
      'the reason of the decline',
    );

    await withoutItsKey(system, () => edsger.refund(ofEdsger, once));
    await becomes(system, ofEdsger, 'refunded');
    assert.equal((await onlyRefundOf(system, ofEdsger))['status'], 'succeeded');
  },
} satisfies Scenario;
