import { describe, expect, it } from '@jest/globals';
import {
  against,
  aCharge,
  aLedger,
  aLine,
  aResponse,
  anOrder,
  aPayment,
  broken,
} from '../evidence.fixture.ts';
import { aRefundedLedger } from '../refunded.fixture.ts';
import { chargesCorrupted, refundsCorrupted } from './corrupted-money.fixture.ts';

const ch2 = aCharge({ chargeId: 'ch_2', paymentIntentId: 'pi_2' });

describe('the valid ledgers of the fixtures', () => {
  it('violate no invariant', () => {
    expect(broken(aLedger())).toEqual([]);
    expect(broken(aRefundedLedger())).toEqual([]);
    expect(
      broken(
        aLedger({
          charges: [],
          orders: [],
          payments: [],
          histories: [],
          emails: [],
          mails: [],
          responses: [],
        }),
      ),
    ).toEqual([]);
  });

  it('violate none after a declined card either', () => {
    const declined = aLedger({
      charges: [aCharge({ status: 'failed' })],
      orders: [anOrder({ status: 'payment_failed' })],
      payments: [aPayment({ status: 'failed' })],
      histories: [aLine('payment_failed', 'Nothing was charged. The bank declined the payment.')],
      emails: [],
      mails: [],
      responses: [],
    });
    expect(broken(declined)).toEqual([]);
  });
});

describe('1: one charge', () => {
  it.each(chargesCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(1, ledger)).toContain(said);
  });

  it('allows two orders with two keys', () => {
    const second = { orderId: 'ord_2', paymentId: 'pay_2' };
    const ledger = aLedger({
      orders: [anOrder(), anOrder({ order_id: 'ord_2', payment_id: 'pay_2' })],
      charges: [aCharge(), { ...ch2, metadata: second }],
      responses: [aResponse(), aResponse({ key: 'another' })],
    });
    expect(against(1, ledger)).toBe('');
  });
});

describe('7: refunds', () => {
  it.each(refundsCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(7, ledger)).toContain(said);
  });
});
