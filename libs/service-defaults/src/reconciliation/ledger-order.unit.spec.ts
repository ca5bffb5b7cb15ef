import { describe, expect, it } from '@jest/globals';
import { LedgerOrder } from './ledger-order.ts';

const start = (ledger: 'charges' | 'refunds') => ({ ledger, cursor: undefined });
const order = new LedgerOrder(['charges', 'refunds']);

describe('LedgerOrder', () => {
  it('goes through the pages of one ledger, then through those of the next', () => {
    expect(order.read(undefined)).toEqual({ ledger: 'charges', cursor: undefined });
    const [charges, refunds] = [start('charges'), start('refunds')];
    expect(order.next(charges, 'ch_1')).toBe('charges:ch_1');
    expect(order.next({ ...charges, cursor: 'ch_1' }, 'ch_2')).toBe('charges:ch_2');
    expect(order.next(charges, undefined)).toBe('refunds:');
    expect(order.next(refunds, undefined)).toBeNull();
  });

  it('reads what it wrote, whatever the cursor holds', () => {
    expect(order.read('refunds:')).toEqual({ ledger: 'refunds', cursor: undefined });
    for (const cursor of ['ch_1', '2026-11-25T03:00:00.000Z|ord_1', ':'])
      expect(order.read(order.next(start('refunds'), cursor) ?? '')).toEqual({ ledger: 'refunds', cursor });
  });

  it('refuses a page that comes again', () => {
    expect(() => order.next({ ledger: 'charges', cursor: 'ch_1' }, 'ch_1')).toThrow(
      'the page of charges after ch_1 comes again',
    );
  });

  it.each(['', 'orders:', 'charges2:x'])('knows no position "%s"', (position) => {
    expect(order.read(position)).toBeUndefined();
  });
});
