import { describe, expect, it } from '@jest/globals';
import { type Order, type OrderDispute, type OrderEvent, type OrderStatus } from '@holdfast/checkout-client';
import { anOrder } from './order.fixture.ts';
import { orderWords } from './order-words.ts';

const at = '2026-01-15T12:00:00.000Z';
const now = Date.parse(at);
const hour = 3_600_000;
const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
const event = (type: string, text = 'Text of the API.'): OrderEvent => ({ at, type, text });
const dispute = (status: string, amountMinor = 4200): OrderDispute => ({
  status,
  amount: usd(amountMinor),
  evidenceDueBy: null,
});
const say = (order: Partial<Order>, events: OrderEvent[] = [], later = 0) =>
  orderWords(anOrder({ createdAt: at, ...order }), events, now + later);

const notice = 'The notice of the API.';
const nextAction = { type: 'confirm_with_bank', url: 'https://bank.example', expiresAt: at } as const;

describe('the words for an order', () => {
  it('say nothing about the money of a failed order before its history was read', () => {
    const { title, heading, lead } = orderWords(anOrder({ status: 'payment_failed' }), undefined, now);
    expect([title, heading, ...lead]).toEqual(['Not completed', 'This order was not completed.']);
  });

  it.each<[string, Partial<Order>, object]>([
    [
      'pending',
      { status: 'payment_pending', notice },
      {
        title: 'Being confirmed',
        heading: 'We are finding out whether $42.00 was taken.',
        lead: [notice, "You can close this page; we'll write to you."],
      },
    ],
    [
      'pending, before there is a notice',
      { status: 'payment_pending' },
      { lead: ["You can close this page; we'll write to you."] },
    ],
    [
      'moved by a bank',
      { status: 'payment_pending', notice, expectedBy: '2026-01-20T12:00:00.000Z' },
      {
        title: 'On its way',
        heading: 'Your bank is moving $42.00.',
        lead: ['It should arrive by January 20, 2026.', notice],
      },
    ],
    [
      'to be confirmed',
      { status: 'requires_action', notice, nextAction },
      {
        title: 'Confirm with your bank',
        heading: "You'll be charged $42.00 only if you confirm it with your bank.",
        lead: [notice],
      },
    ],
    [
      'paid',
      {},
      {
        title: 'Paid',
        tone: 'held',
        heading: 'We took $42.00.',
        lead: ['Thank you. Your receipt is on its way to ada@example.com.'],
        notices: [],
      },
    ],
    ['paid after a refund that failed', { notice }, { heading: 'We took $42.00.', notices: [notice] }],
    [
      'held by a bank',
      { dispute: dispute('needs_response') },
      { title: 'Paid, in dispute', tone: 'wait', heading: 'We took $42.00.' },
    ],
    [
      'partly refunded',
      { refundedTotal: usd(1000) },
      { title: 'Partly refunded', heading: 'We took $42.00 and returned $10.00.' },
    ],
    [
      'refunded in part, as the rest is',
      { status: 'refund_pending', refundedTotal: usd(1000), notice },
      {
        title: 'Being refunded',
        heading: 'We took $42.00 and are processing a refund.',
        lead: [notice, "You can close this page; we'll write to you."],
      },
    ],
    [
      'being refunded without a notice, so that no email is certain',
      { status: 'refund_pending' },
      { lead: [] },
    ],
    [
      'refunded',
      { status: 'refunded', refundedTotal: usd(4200) },
      { title: 'Refunded', tone: 'returned', heading: 'We returned $42.00.', lead: [] },
    ],
    [
      'refunded, as an earlier version returns it',
      { status: 'refunded', refundedTotal: undefined as never },
      { heading: 'We returned $42.00.' },
    ],
    [
      'refunded in part, the rest being lost in a dispute',
      { status: 'refunded', refundedTotal: usd(1000), dispute: dispute('lost', 3200) },
      {
        title: 'Refunded',
        heading: "We took $42.00 and returned $10.00, and the payer's bank took $32.00 back.",
      },
    ],
    [
      'refunded because the bank took all of it back',
      { status: 'refunded', refundedTotal: usd(0), dispute: dispute('lost') },
      { title: 'Refunded', heading: "We took $42.00, and the payer's bank took $42.00 back." },
    ],
    [
      'lost in a dispute',
      { dispute: dispute('lost') },
      {
        title: 'Taken back by the bank',
        heading: "We took $42.00, and the payer's bank took $42.00 back.",
        lead: [],
      },
    ],
    [
      'refunded in part, and the rest lost in a dispute',
      { refundedTotal: usd(1200), dispute: dispute('lost', 3000) },
      {
        title: 'Taken back by the bank',
        heading: "We took $42.00 and returned $12.00, and the payer's bank took $30.00 back.",
        lead: [],
      },
    ],
    [
      'lost in a dispute in which the bank took nothing back',
      { dispute: dispute('lost', 0) },
      { title: 'Paid', heading: 'We took $42.00.' },
    ],
    [
      'refunded in part, and lost in a dispute in which the bank took nothing back',
      { refundedTotal: usd(1200), dispute: dispute('lost', 0) },
      { title: 'Partly refunded', heading: 'We took $42.00 and returned $12.00.' },
    ],
    ['not paid', { status: 'payment_failed' }, { title: 'Not paid', heading: 'Nothing was taken.' }],
  ])('that is %s', (_, order, expected) => {
    expect(say(order)).toMatchObject(expected);
  });

  it("give the history's reason for a payment that failed, once", () => {
    const text = 'Nothing was charged. The bank reported insufficient funds.';
    const { heading, lead } = say({ status: 'payment_failed' }, [event('payment_failed', text)]);
    expect([heading, ...lead]).toEqual(['Nothing was taken.', 'The bank reported insufficient funds.']);
  });

  it.each([
    [
      'orphaned_charge_refund_started',
      'wait',
      'We took $42.00 after this order had failed, and are returning it.',
    ],
    ['orphaned_charge_refunded', 'returned', 'We took $42.00 after this order had failed, and returned it.'],
    [
      'orphaned_charge_refund_failed',
      'broken',
      'We took $42.00 after this order had failed, and could not return it yet.',
    ],
  ])('never say that nothing was taken after a late charge: %s', (type, tone, heading) => {
    const events = [
      event('payment_failed', 'Nothing was charged. Declined.'),
      event(type, 'What came of it.'),
    ];
    expect(say({ status: 'payment_failed' }, events)).toMatchObject({
      tone,
      heading,
      lead: ['What came of it.'],
    });
  });

  it.each(['paid', 'refund_pending', 'refunded'] as const)('name a second charge: %s', (status) => {
    const events = [
      event('orphaned_charge_refund_started', 'Before.'),
      event('orphaned_charge_refunded', 'Now.'),
    ];
    expect(say({ status }, events).notices).toEqual(['Now.']);
  });

  it.each([
    ['a minute later', hour / 60, 'Thank you, Ada. Your receipt is on its way to ada@example.com.'],
    ['an hour later', hour, 'Your receipt goes to ada@example.com.'],
    ['for a clock that is an hour slow', -hour, 'Your receipt goes to ada@example.com.'],
  ])('say where the receipt is, %s', (_, later, sentence) => {
    const customer = { email: 'ada@example.com', name: 'Ada' };
    expect(say({ customer }, [event('order_paid')], later).lead).toEqual([sentence]);
  });

  it('say how long a bank takes to show a refund, while it may', () => {
    const order = { status: 'refunded', refundedTotal: usd(4200) } as const;
    const events = [event('order_refunded')];
    expect(say(order, events).lead).toEqual(['Your bank may take 5 to 10 business days to show it.']);
    expect(say(order, events, 15 * 24 * hour).lead).toEqual([]);
  });

  it('say how long a bank takes to show our refund if the rest was lost in a dispute', () => {
    const order = { refundedTotal: usd(1200), dispute: dispute('lost', 3000) };
    expect(say(order, [event('order_refunded')]).lead).toEqual([
      'Your bank may take 5 to 10 business days to show it.',
    ]);
  });

  it.each(['inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed'])(
    "repeat the history's last words about a dispute: %s",
    (status) => {
      const events = [event(`dispute_${status}`, 'Earlier.'), event(`dispute_${status}`, 'Now.')];
      expect(say({ dispute: dispute(status) }, events).notices).toEqual(['Now.']);
      expect(say({ dispute: dispute(status) }).notices).toEqual([
        "A dispute about $42.00 was opened at the payer's bank.",
      ]);
    },
  );
});

describe('every state of an order', () => {
  const statuses: OrderStatus[] = [
    'payment_pending',
    'requires_action',
    'paid',
    'payment_failed',
    'refund_pending',
    'refunded',
  ];
  const all = statuses.flatMap((status) =>
    [0, 1000, 4200].flatMap((returned) =>
      [null, 'needs_response', 'lost'].flatMap((disputed) =>
        [null, notice].flatMap((shown) =>
          [null, '2026-01-20T12:00:00.000Z'].map((expectedBy) => ({
            status,
            refundedTotal: usd(returned),
            dispute: disputed === null ? null : dispute(disputed),
            notice: shown,
            expectedBy,
            nextAction: status === 'requires_action' ? nextAction : null,
          })),
        ),
      ),
    ),
  );

  it('begins with what happened to the money', () => {
    const beginnings =
      /^(?:We took \$|Nothing was taken|We are finding out whether \$|You'll be charged \$\S+ only if|Your bank is moving \$|We returned \$)/;
    const headings = new Set(all.map((order) => say(order).heading));
    expect([...headings].filter((heading) => !beginnings.test(heading))).toEqual([]);
    expect(headings.size).toBeGreaterThan(8);
  });

  it('shows the notice of the API as it is, once', () => {
    const untold = all.filter((order) => {
      const { lead, notices } = say(order);
      return (
        [...lead, ...notices].filter((text) => text === notice).length !== (order.notice === null ? 0 : 1)
      );
    });
    expect(untold).toEqual([]);
  });

  it('never says that money was taken while that is not known', () => {
    const open = all.filter(({ status }) => status === 'payment_pending' || status === 'requires_action');
    expect(open.map((order) => say(order).heading).filter((heading) => /^We took/.test(heading))).toEqual([]);
  });
});
