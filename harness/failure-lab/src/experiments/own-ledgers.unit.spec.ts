import { type Ledgers } from '@holdfast/witness';
import { describe, expect, it } from '@jest/globals';
import { ownLedgers, stirringLedgers } from './own-ledgers.ts';

const readAt = Date.parse('2026-11-27T10:00:00Z');
const ada = 'ada.1@run-1.example';
const aLedger = (over: Partial<Ledgers>): Ledgers =>
  ({
    readAt,
    charges: [],
    intents: [],
    refunds: [],
    disputes: [],
    orders: [],
    payments: [],
    orderRefunds: [],
    histories: [],
    paymentRefunds: [],
    orderDisputes: [],
    paymentDisputes: [],
    emails: [],
    openKeys: [],
    mails: [],
    ...over,
  }) as unknown as Ledgers;

const both = aLedger({
  orders: [
    { order_id: 'ord_ada', customer_email: ada, status: 'paid' },
    { order_id: 'ord_visitor', customer_email: 'visitor@mail.example', status: 'requires_action' },
  ],
  payments: [
    { payment_id: 'pay_ada', order_id: 'ord_ada', status: 'succeeded' },
    { payment_id: 'pay_visitor', order_id: 'ord_visitor', status: 'requires_action' },
  ],
  paymentRefunds: [{ payment_id: 'pay_visitor' }],
  charges: [
    { chargeId: 'ch_ada', metadata: { orderId: 'ord_ada' } },
    { chargeId: 'ch_visitor', metadata: { orderId: 'ord_visitor' } },
    { chargeId: 'ch_unknown', metadata: {} },
  ] as unknown as Ledgers['charges'],
  refunds: [{ chargeId: 'ch_visitor' }] as unknown as Ledgers['refunds'],
  mails: [
    { messageId: '1', to: ada, subject: '', text: '' },
    { messageId: '2', to: 'visitor@mail.example', subject: '', text: '' },
  ],
  openKeys: [{ service: 'checkout', state: 'parked' }],
});

describe('the ledgers of a run', () => {
  const own = ownLedgers(both, '@run-1.example');

  it("leave out everything about a visitor's order", () => {
    expect(own.orders.map((order) => order['order_id'])).toEqual(['ord_ada']);
    expect(own.payments.map((payment) => payment['payment_id'])).toEqual(['pay_ada']);
    expect([own.paymentRefunds, own.refunds, own.openKeys]).toEqual([[], [], []]);
    expect(own.mails.map(({ messageId }) => messageId)).toEqual(['1']);
  });

  it('keep a charge that names no order: it may be a second one', () => {
    expect(own.charges.map(({ chargeId }) => chargeId)).toEqual(['ch_ada', 'ch_unknown']);
  });

  it('keep a waiting key while an order of the run is open', () => {
    const orders = [{ order_id: 'ord_ada', customer_email: ada, status: 'payment_pending' }];
    expect(ownLedgers({ ...both, orders }, '@run-1.example').openKeys).toHaveLength(1);
  });
});

describe('the ledgers before a run', () => {
  it('do not stir while an order waits for a bank and a key for its next check in a minute', () => {
    const later = new Date(readAt + 60_000).toISOString();
    const soon = new Date(readAt + 500).toISOString();
    const ledgers = stirringLedgers({
      ...both,
      openKeys: [
        { service: 'payments', state: 'parked', drive_at: later },
        { service: 'payments', state: 'review', drive_at: null },
        { service: 'payments', state: 'unknown', drive_at: soon },
        { service: 'checkout', state: 'running', drive_at: null },
      ],
    });
    expect(ledgers.openKeys.map(({ state }) => state)).toEqual(['unknown', 'running']);
    expect(ledgers.orders.map((order) => order['order_id'])).toEqual(['ord_ada']);
    expect(ledgers.payments.map((payment) => payment['payment_id'])).toEqual(['pay_ada']);
  });
});
