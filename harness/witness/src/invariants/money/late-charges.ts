import { type Evidence } from '../evidence.ts';
import { type Charge, chargesOf, text } from '../rows.ts';

/**
 * Charges that the scenario made without the shop, for orders that had failed. Only those that were refunded
 * in full: any other is a charge like all others.
 */
export function lateCharges({
  scenario: { chargedElsewhere = 0 },
  ledgers,
}: Pick<Evidence, 'scenario' | 'ledgers'>): readonly Charge[] {
  if (chargedElsewhere === 0) return [];
  const failed = ledgers.orders.filter((order) => text(order, 'status') === 'payment_failed');
  return failed
    .flatMap((order) => chargesOf(ledgers, text(order, 'order_id')))
    .filter(({ status }) => status === 'refunded')
    .slice(0, chargedElsewhere);
}
