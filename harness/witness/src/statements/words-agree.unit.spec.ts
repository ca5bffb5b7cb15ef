import { describe, expect, it } from '@jest/globals';
import { against, aProblem, startedAt } from '../invariants/evidence.fixture.ts';
import { aRefund, aRefundedLedger, anOrderRefund } from '../invariants/refunded.fixture.ts';

/** The order cost $42.00; $10.00 of it went back, and $5.00 in the dashboard. */
const ledger = (detail: string) =>
  aRefundedLedger({
    orderRefunds: [anOrderRefund({ amount_minor: 1_000 })],
    refunds: [
      aRefund({ amountMinor: 1_000 }),
      aRefund({ refundId: 're_dashboard', amountMinor: 500, idempotencyKey: null }),
    ],
    histories: [],
    mails: [],
    responses: [
      aProblem(422, 'refund_exceeds_remaining', {
        path: '/orders/ord_1/refunds',
        text: JSON.stringify({ errors: [{ detail }] }),
      }),
    ],
  });
const said = (detail: string) => against(18, ledger(detail));

describe('18: what is left of an order', () => {
  it.each([
    'must be at most 4200: $42.00 is left',
    'must be at most 3200: $32.00 is left',
    'must be at most 2700: $27.00 is left',
    'cost $40.00, but only $27.00 is left',
  ])('agrees with its refunds: %s', (detail) => {
    expect(said(detail)).not.toContain('left');
  });

  it('is contradicted by an amount that no refunds leave', () => {
    expect(said('must be at most 2200: $22.00 is left')).toContain(
      '$42.00 or $37.00 or $32.00 or $27.00 is left',
    );
  });

  it('is contradicted by an amount from before a refund that had been read', () => {
    const detail = 'must be at most 4200: $42.00 is left';
    const samples = [{ ...ledger(detail), readAt: startedAt - 2_000 }];
    expect(against(18, ledger(detail), { samples })).toContain('$32.00 or $27.00 is left');
  });

  it('is contradicted by a limit that is another amount', () => {
    expect(said('must be at most 320: $32.00 is left')).toContain('$32.00 is not 320');
  });
});
