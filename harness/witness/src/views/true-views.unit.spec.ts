import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Commit } from '../history/commit.ts';
import { against, aLedger, aResponse, startedAt } from '../invariants/evidence.fixture.ts';
import {
  aShownDispute,
  aShownLine,
  aView,
  confirmable,
  disputedTwice,
  isoAt,
  returned,
  shownHistory,
  shownLines,
  transferred,
} from './shown-rows.fixture.ts';

type Over = Partial<CustomerResponse>;

const reads = (from: number, to: number, body: object, over: Over = {}): CustomerResponse =>
  aResponse({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    sent: null,
    sentHeaders: { authorization: `Bearer ${'a'.repeat(43)}` },
    startedAt: startedAt + from,
    endedAt: startedAt + to,
    status: 200,
    text: JSON.stringify(body),
    ...over,
  });
const readsHistory = (from: number, to: number, events: object): CustomerResponse =>
  reads(from, to, { events }, { path: '/orders/ord_1/history' });

const says = (
  response: CustomerResponse,
  history: readonly Commit[] = shownHistory,
  settings: Readonly<Record<string, string>> = {},
): string =>
  against(30, aLedger({ responses: [aResponse(), response] }), {
    history,
    scenario: { name: 'a-scenario', settings },
  });

const pending = aView({ status: 'payment_pending', paymentId: null });
const refunding = aView({ status: 'refund_pending' });
const refunded = aView({ status: 'refunded', refundedTotal: returned, dispute: aShownDispute('won') });

describe('30: a view of an order', () => {
  it.each([
    ['the state of its whole request', reads(220, 260, aView())],
    ['the state when its request began', reads(190, 260, pending)],
    ['the state when its response came', reads(190, 260, aView())],
    ['a commit that the suite saw only after the request began', reads(201, 202, pending)],
    ['a commit of the moment in which it ended', reads(150, 200, aView())],
    ['an open dispute', reads(420, 440, { ...refunding, dispute: aShownDispute('needs_response') })],
    ['either state of a dispute', reads(450, 550, { ...refunding, dispute: aShownDispute('won') })],
    ['the end', reads(900, 910, refunded)],
    ['nothing before it is placed', reads(10, 20, {}, { status: 404 })],
    ['nothing to another token', reads(700, 710, {}, { status: 404, sentHeaders: {} })],
  ])('may be %s', (_what, response) => {
    expect(says(response)).toBe('');
  });

  it.each([
    [
      'a refund in progress as refunded',
      reads(320, 380, aView({ status: 'refunded' })),
      'Ada: GET /orders/ord_1 → 200 shows status refunded instead of refund_pending',
    ],
    [
      'a total of refunds of a later moment',
      reads(320, 380, { ...refunding, refundedTotal: returned }),
      'refundedTotal {"amountMinor":4200,"currency":"usd"} instead of {"amountMinor":0,"currency":"usd"}',
    ],
    ['a state that is over', reads(203, 260, pending), 'status payment_pending instead of paid'],
    ['a state to come', reads(210, 298, refunding), 'status refund_pending instead of paid'],
    ['members of two moments', reads(550, 650, { ...refunded, status: 'refund_pending' }), ' instead of '],
    ['another order', reads(220, 260, aView({ orderId: 'ord_2' })), 'orderId ord_2 instead of ord_1'],
    [
      'a decided dispute as open',
      reads(520, 540, { ...refunding, dispute: aShownDispute('needs_response') }),
      'dispute',
    ],
    ['a member too many', reads(220, 260, aView({ secret: 1 })), 'secret 1 instead of nothing'],
    ['a member too few', reads(220, 260, aView({ total: undefined })), 'total nothing instead of {'],
    [
      'a body that ends early',
      reads(220, 260, {}, { text: '{"orderId":"ord_1"' }),
      'orderId nothing instead of ord_1',
    ],
    ['an order before it is placed', reads(10, 20, pending), 'shows an order that was not committed'],
    ['nothing once it is placed', reads(110, 120, {}, { status: 404 }), 'the order was committed before'],
  ])('is not %s', (_what, response, contradiction) => {
    expect(says(response)).toContain(contradiction);
  });

  it('is not judged if the order is older than the history', () => {
    expect(says(reads(220, 260, pending), shownHistory.slice(1))).toBe('');
  });

  it('shows the newer of two decided disputes, and either one if they are of the same millisecond', () => {
    const shows = (status: string, apartMs: number): string =>
      says(reads(500, 510, aView({ dispute: aShownDispute(status) })), disputedTwice(apartMs));
    expect(shows('lost', 1)).toBe('');
    expect(shows('won', 1)).toContain('dispute');
    expect([shows('won', 0), shows('lost', 0)]).toEqual(['', '']);
  });

  it('may be any committed state if its commits were not looked at, but no other', () => {
    const unsighted = shownHistory.map((commit) => ({ ...commit, sighting: undefined }));
    expect(says(reads(900, 910, pending), unsighted)).toBe('');
    expect(says(reads(220, 260, { ...refunding, refundedTotal: returned }), unsighted)).toContain(
      'refundedTotal',
    );
  });
});

describe('30: a view of an order whose bank transfers the money', () => {
  const waiting = aView({
    status: 'payment_pending',
    paymentId: null,
    notice: 'It is on its way.',
    expectedBy: isoAt(400),
  });
  const overdue = aView({
    status: 'payment_pending',
    paymentId: null,
    notice:
      "The transfer of $42.00 from your bank is taking longer than expected. We're looking into it. You don't need " +
      "to order again, and you won't be charged twice. We'll email you when the payment arrives, or if it doesn't.",
  });

  it('has a date until the transfer is due, and is overdue from then', () => {
    expect(says(reads(300, 395, waiting), transferred)).toBe('');
    expect(says(reads(395, 405, waiting), transferred)).toBe('');
    expect(says(reads(395, 405, overdue), transferred)).toBe('');
    expect(says(reads(405, 500, overdue), transferred)).toBe('');
  });

  it('is not overdue before its time, nor expected after it', () => {
    expect(says(reads(300, 395, overdue), transferred)).toContain('expectedBy');
    expect(says(reads(405, 500, waiting), transferred)).toContain('expectedBy');
  });
});

describe('30: a view of an order to be confirmed', () => {
  const open = aView({
    status: 'requires_action',
    paymentId: null,
    notice: 'Please confirm.',
    nextAction: { type: 'confirm_with_bank', url: 'https://bank.example/1', expiresAt: isoAt(400) },
  });
  const over = aView({
    status: 'payment_pending',
    paymentId: null,
    notice:
      "The time to confirm this payment with your bank is over, so please don't confirm it anymore. We're finding " +
      "out whether it went through. You won't be charged twice, and we'll email you either way.",
  });

  it('may be open until its time is over, and over from then', () => {
    expect(says(reads(300, 395, open), confirmable)).toBe('');
    expect(says(reads(395, 405, open), confirmable)).toBe('');
    expect(says(reads(395, 405, over), confirmable)).toBe('');
    expect(says(reads(405, 500, over), confirmable)).toBe('');
  });

  it('is not over before its time, nor open after it', () => {
    expect(says(reads(300, 395, over), confirmable)).toContain('instead of requires_action');
    expect(says(reads(405, 500, open), confirmable)).toContain('instead of payment_pending');
  });

  it('may be either where clocks of processes are moved', () => {
    const settings = { CLOCK_OFFSET_MS: '300000' };
    expect(says(reads(300, 395, over), confirmable, settings)).toBe('');
    expect(says(reads(405, 500, open), confirmable, settings)).toBe('');
  });
});

describe('30: a view of a history', () => {
  const [placed, paid, requested, made] = shownLines as [object, object, object, object];

  it.each([
    ['all lines', readsHistory(700, 710, shownLines)],
    ['the lines when its request began', readsHistory(190, 260, [placed])],
    ['the lines when its response came', readsHistory(190, 260, [placed, paid])],
  ])('may have %s', (_what, response) => {
    expect(says(response)).toBe('');
  });

  it.each([
    [
      'omit a line',
      readsHistory(700, 710, [placed, paid, made]),
      'omits a line at 16:00:05.300 (00000000/0000012c): ',
    ],
    ['omit the last line', readsHistory(700, 710, [placed, paid, requested]), 'It is order_refunded.'],
    [
      'omit the line before one that it may have',
      readsHistory(250, 310, [placed, requested]),
      'omits a line',
    ],
    ['have a line early', readsHistory(310, 320, shownLines), 'has a line that was not committed there: '],
    [
      'invent a line',
      readsHistory(310, 320, [placed, paid, aShownLine('order_refunded', 299), requested]),
      'order_refunded',
    ],
    ['have a line twice', readsHistory(310, 320, [placed, placed, paid, requested]), 'order_placed'],
    ['have its lines in another order', readsHistory(310, 320, [paid, placed, requested]), 'omits a line'],
    ['be something else', readsHistory(310, 320, {}), 'no list of events'],
  ])('does not %s', (_what, response, contradiction) => {
    expect(says(response)).toContain(contradiction);
  });
});
