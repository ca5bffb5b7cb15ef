import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargedLate, untilRefundedInFull } from '../a-late-charge.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundPart, tea } from '../parts-of-refunds.ts';

const standing = `select order_id, status, refunded_minor from payment where order_id = any($1) order by order_id`;

export default {
  name: 'payments-loses-its-rows',
  broken:
    "Payments' database is restored from a backup that is older than three orders and two refunds. Its copies restart.",
  customerSees:
    'The orders as before. Reconciliation restores the payments and the refunds, and what is left can be refunded once.',
  cell: { edge: 'payments->postgres', fault: 'lost rows', phase: 'after the response' },
  proves: ['payment.recovery', 'refund.recovery', 'refund.idempotency'],
  repairs: ['charge_without_payment', 'refund_without_record'],
  chargedElsewhere: 1,
  // Restarted services, like bank-debit-of-days-paid.
  livenessMs: 30_000,
  run: async (system) => {
    const [ada, grace, edsger] = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    assert.ok(ada && grace && edsger);
    const ofAda = expectPaid(await ada.checkOut());
    const ofGrace = expectPaid(await grace.checkOut({ order: twoTeas }));
    expectResponse(await refundPart(system, grace, ofGrace, tea(1)), 201);
    const ofEdsger = await chargedLate(system, edsger);
    await untilRefundedInFull(system, ofEdsger);
    const orders = [ofAda, ofGrace, ofEdsger];
    await system.until('every email has arrived', async () => (await system.mails()).length >= 3);
    const before = await system.query('payments', standing, [orders]);
    const copies = ['payments', 'payments-2'].map((name) => system.process(name));
    await Promise.all(copies.map((copy) => copy.kill()));
    for (const table of ['refund', 'payment'])
      await system.query('payments', `delete from ${table} where order_id = any($1)`, [orders]);
    await system.query('payments', "delete from idempotency_key where state = 'done'");
    await Promise.all(copies.map((copy) => copy.start()));
    await system.until(
      'the payments and the refunds are restored',
      async () => isDeepStrictEqual(await system.query('payments', standing, [orders]), before),
      30_000,
    );
    expectResponse(await ada.refund(ofAda), 201);
    await becomes(system, ofAda, 'refunded');
    expectResponse(await grace.refund(ofGrace), 201);
    await becomes(system, ofGrace, 'refunded');
  },
} satisfies Scenario;
