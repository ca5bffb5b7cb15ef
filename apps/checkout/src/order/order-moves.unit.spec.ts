import { describe, expect, it } from '@jest/globals';
import { orderStatusSchema } from '@holdfast/contracts';
import { type Moves } from '@holdfast/idempotency';
import { orderMoves } from './order-moves.ts';

const tables: Readonly<Record<string, Moves>> = orderMoves;

const moves = Object.entries(tables).flatMap(([name, targets]) =>
  Object.entries(targets).flatMap(([to, from]) => from.map((each) => ({ name, from: each, to }))),
);

describe('the moves of an order', () => {
  it('change its status in these ways and in no other', () => {
    const changes = moves.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} → ${to}`);
    expect([...new Set(changes)].sort()).toEqual([
      'paid → refund_pending',
      'paid → refunded',
      'payment_pending → paid',
      'payment_pending → payment_failed',
      'payment_pending → requires_action',
      'refund_pending → paid',
      'refund_pending → refunded',
      'refunded → paid',
      'requires_action → paid',
      'requires_action → payment_failed',
      'requires_action → payment_pending',
    ]);
  });

  it('settle its payment once', () => {
    const settling = moves.filter(({ name }) => name === 'settlePayment');
    expect(new Set(settling.map(({ from }) => from))).toEqual(
      new Set(['payment_pending', 'requires_action']),
    );
    for (const { to } of settling) expect(settling.map(({ from }) => from)).not.toContain(to);
  });

  it('lead to every status but the first, and out of every one but a failed payment', () => {
    const statuses = orderStatusSchema.options;
    expect(statuses.filter((status) => !moves.some(({ to }) => to === status))).toEqual([]);
    expect(statuses.filter((status) => !moves.some(({ from }) => from === status))).toEqual([
      'payment_failed',
    ]);
  });
});
