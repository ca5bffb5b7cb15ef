import { describe, expect, it } from '@jest/globals';
import { against, aRequest } from '../evidence.fixture.ts';
import { aRefund, aRefundedLedger } from '../refunded.fixture.ts';

const inDashboard = aRefund({ refundId: 're_dashboard', idempotencyKey: null, metadata: {} });
const charged = aRequest('payments->stripe', 'POST /v1/payment_intents');

describe('12: refunds at the provider', () => {
  it('is contradicted by a refund that bypassed the lab', () => {
    expect(against(12, aRefundedLedger(), { events: [charged] })).toContain(
      'the provider made 1 refund, but the lab passed 0 requests',
    );
  });

  it('is contradicted by a refund of ours without an idempotency key', () => {
    const refunds = [aRefund({ idempotencyKey: null })];
    expect(against(12, aRefundedLedger({ refunds }))).toContain(
      'payments made refund re_stripe without an idempotency key',
    );
    expect(against(12, aRefundedLedger({ refunds }), { events: [charged] })).toContain(
      'the provider made 1 refund, but the lab passed 0 requests',
    );
  });

  it('allows a dashboard refund to have no key and to bypass the lab', () => {
    expect(against(12, aRefundedLedger({ refunds: [inDashboard] }), { events: [charged] })).toBe('');
    expect(against(12, aRefundedLedger({ refunds: [aRefund(), inDashboard] }))).toBe('');
  });
});
