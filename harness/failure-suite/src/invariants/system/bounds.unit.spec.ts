import { describe, expect, it } from '@jest/globals';
import { against, aRequest } from '../evidence.fixture.ts';
import { aRefund, aRefundedLedger } from '../refunded.fixture.ts';

const inDashboard = aRefund({ refundId: 're_dashboard', idempotencyKey: null, metadata: {} });
const charged = aRequest('payments->stripe', 'POST /v1/payment_intents');

describe('12: refunds at the provider', () => {
  it('is contradicted by a refund that passed no proxy', () => {
    expect(against(12, aRefundedLedger(), { events: [charged] })).toContain(
      'the provider made 1 refunds, and the lab saw 0',
    );
  });

  it('is contradicted by a refund of payments without an idempotency key', () => {
    const refunds = [aRefund({ idempotencyKey: null })];
    expect(against(12, aRefundedLedger({ refunds }))).toContain(
      'payments made refund re_stripe without an idempotency key',
    );
    expect(against(12, aRefundedLedger({ refunds }), { events: [charged] })).toContain(
      'the provider made 1 refunds, and the lab saw 0',
    );
  });

  it('lets a refund in the dashboard have no key and pass no proxy', () => {
    expect(against(12, aRefundedLedger({ refunds: [inDashboard] }), { events: [charged] })).toBe('');
    expect(against(12, aRefundedLedger({ refunds: [aRefund(), inDashboard] }))).toBe('');
  });
});
