import { describe, expect, it } from '@jest/globals';
import { against, aResponse, broken } from '../evidence.fixture.ts';
import { partsCorrupted } from './corrupted-money.fixture.ts';
import { anOrderRefund, aPartRefundedLedger, someTea } from '../refunded.fixture.ts';

const half = anOrderRefund({ amount_minor: 1_000, lines: someTea(1) });

describe('7: parts of refunds', () => {
  it('hold if all ledgers count the same part', () => {
    expect(broken(aPartRefundedLedger())).toEqual([]);
  });

  it.each(partsCorrupted)('are contradicted by %s', (_what, ledger, said) => {
    expect(against(7, ledger)).toContain(said);
  });

  it('show no more as refunded than the provider returned', () => {
    const shows = (amountMinor: number) =>
      aPartRefundedLedger({
        responses: [
          aResponse(),
          aResponse({
            method: 'GET',
            path: '/orders/ord_1',
            key: null,
            sent: null,
            status: 200,
            text: JSON.stringify({ orderId: 'ord_1', status: 'paid', refundedTotal: { amountMinor } }),
          }),
        ],
      });
    expect(against(2, shows(1_000))).toBe('');
    expect(against(2, shows(1_001))).toContain(
      'shows 1001 as refunded, but the provider returned at most 1000',
    );
  });

  it('allow a product again whose refund failed', () => {
    const failed = { ...half, refund_id: 're_3', status: 'failed', lines: someTea(2) };
    const ledger = aPartRefundedLedger({ orderRefunds: [half, failed] });
    expect(against(7, ledger)).toBe('');
  });
});
