import { type CustomerResponse } from '../customers/shopper.ts';
import { type Corruption } from '../invariants/corruption.fixture.ts';
import { aLedger, aProblem, aReplay, aResponse, startedAt } from '../invariants/evidence.fixture.ts';
import { aRefundedLedger } from '../invariants/refunded.fixture.ts';

const token = 'a'.repeat(43);
const view = (status: string) => ({ ...(JSON.parse(aResponse().text) as object), status });

/** The order's customer reads it, this long after the start. */
export const aRead = (
  afterMs: number,
  status: string,
  over: Partial<CustomerResponse> & { readonly body?: object } = {},
): CustomerResponse =>
  aResponse({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    sent: null,
    sentHeaders: { authorization: `Bearer ${token}` },
    startedAt: startedAt + afterMs,
    endedAt: startedAt + afterMs + 20,
    status: 200,
    text: JSON.stringify(over.body ?? view(status)),
    ...over,
  });

const at = (afterMs: number) => ({ startedAt: startedAt + afterMs, endedAt: startedAt + afterMs + 20 });
const aHistory = (afterMs: number, ...lines: string[]): CustomerResponse =>
  aRead(afterMs, '', { path: '/orders/ord_1/history', body: { events: lines.map((type) => ({ type })) } });

export const inProgress = (afterMs: number): CustomerResponse =>
  aProblem(409, 'idempotency_in_flight', at(afterMs));
export const notTaken = (afterMs: number): CustomerResponse =>
  aProblem(429, 'too_many_attempts', at(afterMs));
const declined = (afterMs: number): CustomerResponse =>
  aProblem(402, 'card_declined', {
    ...at(afterMs),
    text: JSON.stringify({ code: 'card_declined', orderId: 'ord_1' }),
  });
const pending = (afterMs: number): CustomerResponse =>
  aResponse({ ...at(afterMs), status: 202, text: JSON.stringify(view('payment_pending')) });
const answered = (...responses: CustomerResponse[]) => aLedger({ responses });
const refunded = (afterMs: number): CustomerResponse =>
  aResponse({
    ...at(afterMs),
    path: '/orders/ord_1/refunds',
    key: 'r',
    text: JSON.stringify({ refundId: 're_1', orderId: 'ord_1', status: 'succeeded' }),
  });

export const realTimeCorrupted: readonly Corruption[] = [
  [
    'a read that is older than the 201',
    answered(aResponse(), aRead(900, 'payment_pending')),
    'shows payment_pending, although',
  ],
  ['a read that goes back', answered(aRead(10, 'paid'), aRead(500, 'requires_action')), '470 ms earlier'],
  [
    'a read that finds nothing after the 201',
    answered(aResponse(), aRead(900, '', { status: 404, body: { code: 'x' } })),
    '→ 404',
  ],
  ['a refusal that becomes a success', answered(declined(10), aReplay()), '→ 201'],
  [
    'a failed order that a read shows as paid',
    answered(declined(10), aRead(900, 'paid')),
    'shows paid, although',
  ],
  [
    'a paid order that a read shows as failed',
    answered(aResponse(), aRead(900, 'payment_failed')),
    'shows payment_failed',
  ],
  [
    'a refund that a later read does not show',
    aRefundedLedger({ responses: [refunded(500), aRead(900, 'paid')] }),
    'shows paid, although',
  ],
  ['a refunded order without a refund', answered(aResponse(), aRead(900, 'refunded')), 'shows refunded'],
  [
    'another body',
    answered(aResponse(), aReplay({ text: JSON.stringify({ ...view('paid'), notice: 'x' }) })),
    '→ 201, although',
  ],
  ['202 after the final response', answered(aResponse(), pending(900)), '→ 202'],
  ['409 in progress after the final response', answered(aResponse(), inProgress(900)), '→ 409, although'],
  ['409 in progress for the only request', answered(inProgress(10)), 'no other request had this key'],
  [
    '422 reused for the only request',
    answered(aProblem(422, 'idempotency_key_reused')),
    'no other request had this key',
  ],
  ['a limit that refuses an accepted order', answered(pending(10), notTaken(500)), '→ 429, although'],
  [
    'a price that changes after the order was accepted',
    answered(pending(10), aProblem(409, 'price_changed', at(500))),
    '→ 409, although',
  ],
  [
    'a review that takes back a final response',
    answered(aResponse(), aProblem(503, 'idempotency_outcome_in_review', at(900))),
    '→ 503, although',
  ],
  [
    'a total that changes',
    answered(
      aRead(10, 'paid', { body: { ...view('paid'), total: 1 } }),
      aRead(90, 'paid', { body: { ...view('paid'), total: 2 } }),
    ),
    'shows total of order ord_1 as 2',
  ],
  [
    'a payment that disappears',
    answered(aResponse(), aRead(900, 'paid', { body: { ...view('paid'), paymentId: null } })),
    'without the payment',
  ],
  [
    'a history that loses a line',
    answered(aHistory(10, 'placed', 'paid'), aHistory(90, 'placed')),
    'shows 1 lines that do not continue the 2',
  ],
];
