import { type Evidence } from '../evidence.ts';
import { bodyOf, orderInPath, responsesIn, summaryOf } from '../responses.ts';
import { chargesOf, number, type Row } from '../rows.ts';

/** Contradictions of the refunded total that an order showed: the provider never refunded so much. */
export function falseTotals(evidence: Evidence): string[] {
  return responsesIn(evidence).flatMap((response) => {
    const orderId = orderInPath(response);
    const total = bodyOf(response)['refundedTotal'];
    if (orderId === undefined || typeof total !== 'object' || total === null) return [];
    const shown = number(total as Row, 'amountMinor');
    const returned = returnedOf(evidence, orderId);
    return shown > returned
      ? [`${summaryOf(response)} shows ${shown} as refunded, but the provider returned at most ${returned}`]
      : [];
  });
}

/** All refunds count, also those that failed later. */
function returnedOf({ ledgers }: Evidence, orderId: string): number {
  const charges = chargesOf(ledgers, orderId).map(({ chargeId }) => chargeId);
  return ledgers.refunds
    .filter(({ chargeId }) => charges.includes(chargeId))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
