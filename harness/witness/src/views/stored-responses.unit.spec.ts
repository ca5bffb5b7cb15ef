import { describe, expect, it } from '@jest/globals';
import { type CustomerResponse } from '../customers/shopper.ts';
import { aDoneKey, history, insert, type Step, validSteps } from '../history/rules/history.fixture.ts';
import { against, aLedger, aProblem, aReplay, aResponse } from '../invariants/evidence.fixture.ts';

const says = (response: CustomerResponse, steps: readonly Step[] = validSteps): string =>
  against(30, aLedger({ responses: [response] }), { history: history(...steps) });

const shows = (over: object): Partial<CustomerResponse> => ({
  text: JSON.stringify({
    orderId: 'ord_1',
    status: 'paid',
    customer: { email: 'ada@shoppers.example' },
    paymentId: 'pay_1',
    accessToken: 'a'.repeat(43),
    ...over,
  }),
});
const declined = { code: 'card_declined', title: 'Declined' };
const decline = aProblem(402, 'card_declined', { text: JSON.stringify(declined) });
const storedDecline: Step = [
  'checkout',
  insert('idempotency_key', aDoneKey(declined, { operation_id: 'op_9', status: 402 })),
];

describe('30: a final response', () => {
  it.each([
    ['the stored one', aResponse()],
    ['a replay of the stored one', aReplay()],
    ['to an order that is older than the history', aResponse(shows({ orderId: 'ord_0' }))],
    ['not final yet', aResponse({ status: 202, ...shows({ status: 'payment_pending' }) })],
  ])('may be %s', (_, response) => {
    expect(says(response)).toBe('');
  });

  it.each([
    ['another member', aReplay(shows({ paymentId: 'pay_2' }))],
    ['a member too many', aResponse(shows({ secret: 1 }))],
    ['a member too few', aResponse(shows({ customer: undefined }))],
  ])('may not have %s', (_, response) => {
    expect(says(response)).toContain(
      '/checkouts (key 019ab000-0000-7000-8000-000000000001) → 201, which is not',
    );
  });

  it('may not come before it is stored', () => {
    expect(says(aResponse(), validSteps.slice(0, 3))).toContain('which is not stored for its key');
  });

  it('must be stored for some key if it names no order', () => {
    expect(says(decline, [storedDecline])).toBe('');
    expect(says(decline)).toContain('which is not stored for its key');
  });
});
