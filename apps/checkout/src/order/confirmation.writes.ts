import { type Write } from '@holdfast/idempotency';
import { confirmationOverNotice } from './confirmation.ts';
import { historyWrite } from './order-event.writes.ts';
import { type Order } from './order.ts';

/**
 * Records that the customer has to confirm the payment with the bank; once per confirmation. A later one
 * replaces it: payments lost the first, for example after a restore from a backup.
 */
export function markRequiresAction({ orderId, notice, nextAction }: Order): Write[] {
  return [
    {
      name: 'requires_action',
      after: 'transition',
      given: {
        order_id: ['text', orderId],
        notice: ['text', notice],
        action_url: ['text', nextAction?.url],
        action_expires_at: ['timestamptz', nextAction?.expiresAt],
      },
      text: `update orders o set status = 'requires_action', notice = g.notice, action_url = g.action_url,
                                 action_expires_at = g.action_expires_at,
                                 pending_notified_at = coalesce(o.pending_notified_at, clock_timestamp())
             from given g where o.order_id = g.order_id and o.status in ('payment_pending', 'requires_action')
               and o.expected_by is null and coalesce(o.action_expires_at, '-infinity') < g.action_expires_at
             returning g.operation_id`,
    },
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
 * Records that the time to confirm is over and the payment's result is not known yet. The expiry stays, so
 * that the same confirmation cannot be requested again.
 */
export function markConfirmationOver({ orderId, nextAction }: Order): Write[] {
  return [
    {
      name: 'confirmation_over',
      after: 'transition',
      given: {
        order_id: ['text', orderId],
        notice: ['text', confirmationOverNotice],
        action_expires_at: ['timestamptz', nextAction?.expiresAt],
      },
      text: `update orders o set status = 'payment_pending', notice = g.notice, action_url = null
             from given g where o.order_id = g.order_id and o.status = 'requires_action'
               and o.action_expires_at <= g.action_expires_at
             returning g.operation_id`,
    },
    historyWrite(
      'confirmation_over_event',
      'confirmation_over',
      orderId,
      'confirmation_expired',
      'The time to confirm the payment is over. We are finding out its result.',
    ),
  ];
}
