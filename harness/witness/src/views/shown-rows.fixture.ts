import { type Commit, type RowChange } from '../history/commit.ts';
import { insert, update } from '../history/rules/history.fixture.ts';
import { startedAt } from '../invariants/evidence.fixture.ts';

type Row = Readonly<Record<string, unknown>>;

/** So far is the server's clock ahead of the suite's. */
export const aheadMs = 5_000;
const time = (afterMs: number): Date => new Date(startedAt + aheadMs + afterMs);
export const isoAt = (afterMs: number): string => time(afterMs).toISOString();

export const aShownRow = (over: object = {}): Row => ({
  order_id: 'ord_1',
  status: 'payment_pending',
  customer_email: 'ada@shoppers.example',
  customer_name: 'Ada',
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  amount_minor: 4200,
  refunded_minor: 0,
  currency: 'usd',
  payment_id: null,
  notice: null,
  expected_by: null,
  action_url: null,
  action_expires_at: null,
  created_at: time(0),
  ...over,
});

const aDisputeRow = (over: object = {}): Row => ({
  dispute_id: 'dp_1',
  order_id: 'ord_1',
  status: 'needs_response',
  amount_minor: 4200,
  currency: 'usd',
  evidence_due_by: time(9_000),
  created_at: time(400),
  ...over,
});

const anEvent = (eventId: number, type: string, afterMs: number): RowChange =>
  insert('order_event', {
    event_id: `${eventId}`,
    order_id: 'ord_1',
    at: time(afterMs),
    type,
    text: `It is ${type}.`,
  });

/** Committed so long after the start; the suite asks between 1 and 2 ms later, and sees it. */
export const commitAt = (afterMs: number, ...changes: RowChange[]): Commit => ({
  database: 'checkout',
  lsn: `00000000/${afterMs.toString(16).padStart(8, '0')}`,
  xid: afterMs,
  at: startedAt + aheadMs + afterMs,
  sighting: {
    before: startedAt + afterMs + 1,
    at: startedAt + aheadMs + afterMs + 1.5,
    after: startedAt + afterMs + 2,
  },
  isOfSuite: false,
  changes,
});

const paid = aShownRow({ status: 'paid', payment_id: 'pay_1' });
const refunding = { ...paid, status: 'refund_pending' };

/** Placed at 100, paid at 200, its refund requested at 300 and made at 600, disputed at 400, won at 500. */
export const shownHistory: readonly Commit[] = [
  commitAt(100, insert('orders', aShownRow()), anEvent(1, 'order_placed', 100)),
  commitAt(200, update('orders', aShownRow(), paid), anEvent(2, 'order_paid', 199)),
  commitAt(300, update('orders', paid, refunding), anEvent(3, 'refund_requested', 299)),
  commitAt(400, insert('order_dispute', aDisputeRow())),
  commitAt(500, update('order_dispute', aDisputeRow(), { status: 'won' })),
  commitAt(
    600,
    update('orders', refunding, { status: 'refunded', refunded_minor: 4200 }),
    anEvent(4, 'order_refunded', 599),
  ),
];

/** Both decided, the second one so long after the first. */
export const disputedTwice = (apartMs: number): readonly Commit[] => {
  const first = aDisputeRow({ status: 'won' });
  const second = aDisputeRow({ dispute_id: 'dp_0', status: 'lost', created_at: time(400 + apartMs) });
  return [
    ...shownHistory.slice(0, 2),
    commitAt(400, insert('order_dispute', first)),
    commitAt(405, insert('order_dispute', second)),
  ];
};

/** An order whose customer may confirm it until 400. */
export const confirmable: readonly Commit[] = [
  commitAt(
    100,
    insert(
      'orders',
      aShownRow({
        status: 'requires_action',
        notice: 'Please confirm.',
        action_url: 'https://bank.example/1',
        action_expires_at: time(400),
      }),
    ),
  ),
];

/** An order whose transfer is due at 400. */
export const transferred: readonly Commit[] = [
  commitAt(
    100,
    insert(
      'orders',
      aShownRow({ status: 'payment_pending', notice: 'It is on its way.', expected_by: time(400) }),
    ),
  ),
];

const money = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

/** The order as the contract shows it, 250 ms after the start. */
export const aView = (over: object = {}) => ({
  orderId: 'ord_1',
  status: 'paid',
  customer: { email: 'ada@shoppers.example', name: 'Ada' },
  lines: [{ productId: 'prod_tea', quantity: 2 }],
  total: money(4200),
  refundedTotal: money(0),
  paymentId: 'pay_1',
  notice: null,
  expectedBy: null,
  nextAction: null,
  dispute: null,
  createdAt: isoAt(0),
  ...over,
});
export const aShownDispute = (status: string) => ({
  status,
  amount: money(4200),
  evidenceDueBy: isoAt(9_000),
});
export const returned = money(4200);

export const aShownLine = (type: string, afterMs: number) => ({
  at: isoAt(afterMs),
  type,
  text: `It is ${type}.`,
});
export const shownLines = [
  aShownLine('order_placed', 100),
  aShownLine('order_paid', 199),
  aShownLine('refund_requested', 299),
  aShownLine('order_refunded', 599),
];
