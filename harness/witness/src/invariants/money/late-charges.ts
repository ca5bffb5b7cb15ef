import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence } from '../evidence.ts';
import { type Charge, chargesOf, text } from '../rows.ts';

/**
 * Charges that the scenario made without the shop, for orders that had failed. Only those that were refunded
 * in full, or whose refund the bank returned if the scenario leaves that to an operator. Any other is a
 * charge like all others.
 */
export function lateCharges({
  scenario: { chargedElsewhere = 0, differences = [] },
  ledgers,
}: Pick<Evidence, 'scenario' | 'ledgers'>): readonly Charge[] {
  if (chargedElsewhere === 0) return [];
  const isForOperators = differences.includes('orphaned_charge_refund_failed');
  const failed = ledgers.orders.filter((order) => text(order, 'status') === 'payment_failed');
  return failed
    .flatMap((order) => chargesOf(ledgers, text(order, 'order_id')))
    .filter((charge) => charge.status === 'refunded' || (isForOperators && isReturned(ledgers, charge)))
    .slice(0, chargedElsewhere);
}

/** All of it was refunded once, and the bank returned that. */
const isReturned = ({ refunds }: Ledgers, { chargeId, amountMinor }: Charge): boolean =>
  refunds.some(
    (refund) =>
      refund.chargeId === chargeId && refund.status === 'failed' && refund.amountMinor === amountMinor,
  );
