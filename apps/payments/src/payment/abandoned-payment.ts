import { type Write } from '@holdfast/idempotency';
import { type Payment, settle } from './payment.ts';
import { settlePayment } from './payment.writes.ts';

/**
 * A condition on the key `k`: its charge was never sent, and its request has not been repeated for as long as
 * a charge may be sent.
 */
export const isAbandoned = (settleLimitHours: number): string =>
  `(k.state = 'parked' and k.drive_at is null and k.sent_at < clock_timestamp() - interval '${settleLimitHours} hours')`;

const word = { code: 'never_sent', adviceCode: null, requestId: null };

export const failedAsAbandoned = (payment: Payment): Payment => settle(payment, { kind: 'refused', word });

/**
 * Fails an abandoned payment. In the same commit its key stops waiting for a request: one that is repeated
 * later gets the failure. If one is repeated now, nothing is written.
 */
export function failAbandoned(failed: Payment, settleLimitHours: number): Write[] {
  const key: Write = {
    name: 'abandoned_key',
    after: 'start',
    given: {},
    text: `update idempotency_key k set state = 'unknown', drive_at = clock_timestamp()
           from given g join payment p using (operation_id)
           where k.key_hash = p.key_hash and ${isAbandoned(settleLimitHours)}
           returning g.operation_id`,
  };
  return [key, ...settlePayment(failed, key.name)];
}
