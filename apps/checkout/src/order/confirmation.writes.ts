import { move, sql, updateRow, type Write } from '@holdfast/idempotency';
import { confirmationOverNotice } from './confirmation.ts';
import { historyWrite } from './order-event.writes.ts';
import { OrderEntity } from './order.entity.ts';
import { orderMoves } from './order-moves.ts';
import { type Order } from './order.ts';
import { notifiedByNow } from './order.writes.ts';

/**
 * Records that the customer has to confirm the payment with the bank; once per confirmation. A later one
 * replaces it: payments lost the first, for example after a restore from a backup.
 */
export function markRequiresAction({ orderId, notice, nextAction }: Order): Write[] {
  return [
    updateRow(
      OrderEntity,
      { orderId },
      {
        name: 'requires_action',
        after: 'transition',
        move: move(orderMoves.requestConfirmation, 'requires_action'),
        set: {
          notice,
          actionUrl: nextAction?.url,
          actionExpiresAt: nextAction?.expiresAt,
          pendingNotifiedAt: notifiedByNow,
        },
        if: {
          expectedBy: null,
          actionExpiresAt: sql("coalesce(t.action_expires_at, '-infinity') < g.action_expires_at"),
        },
      },
    ),
    historyWrite(
      'requires_action_event',
      'requires_action',
      orderId,
      'confirmation_requested',
      'The bank asked for a confirmation of the payment. Nothing has been charged yet.',
    ),
  ];
}

/**
 * Records that the time to confirm is over and the payment's result is not known yet. The database's clock
 * decides, as that of a process may be ahead. The expiry stays, so that the same confirmation cannot be
 * requested again.
 */
export function markConfirmationOver({ orderId, nextAction }: Order): Write[] {
  return [
    updateRow(
      OrderEntity,
      { orderId },
      {
        name: 'confirmation_over',
        after: 'transition',
        move: move(orderMoves.endConfirmation, 'payment_pending'),
        set: { notice: confirmationOverNotice, actionUrl: null },
        if: {
          actionExpiresAt: sql(
            't.action_expires_at <= least(g.action_expires_at, clock_timestamp())',
            nextAction?.expiresAt,
          ),
        },
      },
    ),
    historyWrite(
      'confirmation_over_event',
      'confirmation_over',
      orderId,
      'confirmation_expired',
      'The time to confirm the payment is over. We are finding out its result.',
    ),
  ];
}
