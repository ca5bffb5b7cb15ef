import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { anEvent, deliver, intentOf } from '../an-event.ts';
import { holdAt } from '../at-a-point.ts';
import { isMailed } from '../emails-seen.ts';
import {
  becomes,
  expectChargedOnce,
  expectPaid,
  expectPending,
  expectResponse,
  orderBegunBy,
} from '../expectations.ts';
import { type Acknowledged, keeps, powerLoss } from '../power-loss.ts';

const order = 'select status from orders where order_id = $1';
const payment = 'select status from payment where order_id = $1';
const refund = 'select status from refund where order_id = $1';

async function isPaidOnce(system: System, orderId: string): Promise<void> {
  await becomes(system, orderId, 'paid');
  await expectChargedOnce(system, orderId);
}

async function paidOrder(system: System): Promise<Acknowledged> {
  const orderId = expectPaid(await system.shopper('Ada').checkOut());
  return {
    isKept: async () => {
      await keeps(system, 'checkout', order, [orderId], { status: 'paid' });
      await keeps(system, 'payments', payment, [orderId], { status: 'succeeded' });
    },
    afterwards: () => expectChargedOnce(system, orderId),
  };
}

async function pendingOrder(system: System): Promise<Acknowledged> {
  const outage = await system.lab.fault('checkout->payments', { kind: 'status', status: 503 });
  const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1 }));
  await outage.struck();
  return {
    isKept: () => keeps(system, 'checkout', order, [orderId], { status: 'payment_pending' }),
    afterwards: async () => {
      await outage.clear();
      await isPaidOnce(system, orderId);
    },
  };
}

async function refundedOrder(system: System): Promise<Acknowledged> {
  const ada = system.shopper('Ada');
  const orderId = expectPaid(await ada.checkOut());
  expectResponse(await ada.refund(orderId), 201);
  return {
    isKept: async () => {
      await keeps(system, 'checkout', order, [orderId], { status: 'refunded' });
      await keeps(system, 'payments', refund, [orderId], { status: 'succeeded' });
    },
  };
}

/** The provider does not send a webhook again that got 200. Its response to payments is still on its way. */
async function webhook(system: System): Promise<Acknowledged> {
  const ada = system.shopper('Ada');
  await system.simulator.withholdEvents();
  const point = {
    edge: 'payments->stripe',
    direction: 'response',
    label: '200 POST /v1/payment_intents',
  } as const;
  const { held } = await holdAt(system, point, () => ada.checkOut({ attempts: 1, timeoutMs: 15_000 }));
  const orderId = await orderBegunBy(system, ada);
  const news = anEvent(system, { object: await intentOf(system, orderId) });
  assert.equal((await deliver(system, news)).status, 200);
  return {
    isKept: () => keeps(system, 'payments', payment, [orderId], { status: 'succeeded' }),
    afterwards: async () => {
      await held.release('forward');
      await isPaidOnce(system, orderId);
    },
  };
}

/** A charge that payments does not remember would never be refunded. */
async function charge(system: System): Promise<Acknowledged> {
  const ada = system.shopper('Ada');
  const point = {
    edge: 'payments->stripe',
    direction: 'request',
    label: 'POST /v1/payment_intents',
  } as const;
  const { held } = await holdAt(system, point, () => ada.checkOut({ attempts: 1, timeoutMs: 15_000 }));
  const orderId = await orderBegunBy(system, ada);
  return {
    isKept: async () => {
      await keeps(system, 'payments', payment, [orderId], { status: 'pending' });
      await keeps(system, 'checkout', order, [orderId], { status: 'payment_pending' });
    },
    afterwards: async () => {
      await held.release('forward');
      await isPaidOnce(system, orderId);
    },
  };
}

/** Once the final dot is out, the email may have been accepted: that it is uncertain must be known. */
async function finalDot(system: System): Promise<Acknowledged> {
  const point = { edge: 'email->mail', direction: 'request', label: 'DATA content' } as const;
  const { held, outcome } = await holdAt(system, point, () => system.shopper('Ada').checkOut());
  const orderId = expectPaid(await outcome);
  const row = `select status, unfinished_attempt from email where order_id = $1 and kind = 'receipt'`;
  return {
    isKept: () => keeps(system, 'email', row, [orderId], { status: 'sending', unfinished_attempt: null }),
    afterwards: async () => {
      await held.release('forward');
      await isMailed(system, orderId);
    },
  };
}

const base = {
  cell: { edge: 'checkout->postgres', fault: 'power loss', phase: 'after the response' },
  // A crash in the middle of an email costs its lease.
  livenessMs: 30_000,
} as const;

export default [
  {
    ...base,
    name: 'power-loss-after-a-paid-order',
    broken: 'The power of Postgres fails in the moment in which a customer gets 201 for an order.',
    customerSees: 'The order is paid, before and after.',
    proves: ['checkout.recovery', 'payment.recovery'],
    run: (system) => powerLoss(system, paidOrder),
  },
  {
    ...base,
    name: 'power-loss-after-a-pending-order',
    broken: 'Payments is unavailable, and the power of Postgres fails as a customer gets 202 for an order.',
    customerSees: 'The order is pending, and paid once payments is back.',
    proves: ['checkout.recovery', 'checkout.fallback'],
    run: (system) => powerLoss(system, pendingOrder),
  },
  {
    ...base,
    name: 'power-loss-after-a-refund',
    broken: 'The power of Postgres fails in the moment in which a customer gets 201 for a refund.',
    customerSees: 'The order is refunded, before and after.',
    proves: ['refund.recovery'],
    run: (system) => powerLoss(system, refundedOrder),
  },
  {
    ...base,
    name: 'power-loss-after-a-webhook',
    broken: 'The power of Postgres fails in the moment in which the provider gets 200 for its only webhook.',
    customerSees: 'The order is paid: the webhook is not needed a second time.',
    cell: { ...base.cell, edge: 'payments->postgres' },
    proves: ['webhook.recovery'],
    run: (system) => powerLoss(system, webhook),
  },
  {
    ...base,
    name: 'power-loss-before-a-charge',
    broken: 'The power of Postgres fails while the request for a charge is on its way to the provider.',
    customerSees: 'The order is paid once.',
    cell: { ...base.cell, edge: 'payments->postgres', phase: 'before the callee sees it' },
    proves: ['payment.recovery', 'payment.idempotency'],
    run: (system) => powerLoss(system, charge),
  },
  {
    ...base,
    name: 'power-loss-before-a-final-dot',
    broken: 'The power of Postgres fails while the last byte of a receipt is on its way to the mail server.',
    customerSees: 'The receipt, perhaps twice, as one message with one Message-ID.',
    cell: { ...base.cell, edge: 'email->postgres', phase: 'before the callee sees it' },
    proves: ['receipt.recovery', 'receipt.idempotency'],
    run: (system) => powerLoss(system, finalDot),
  },
] satisfies readonly Scenario[];
