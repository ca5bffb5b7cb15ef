import { type Evidence } from '../../run/evidence.ts';
import { responsesIn, bodyOf, summaryOf } from '../responses.ts';
import { chargesOf, text } from '../rows.ts';

const saysSo = /\bnothing was (taken|charged)\b/i;

/**
 * Contradictions of "nothing was charged": such an order must never have been charged, even if it was
 * refunded since.
 */
export function falseAssurances(evidence: Evidence): string[] {
  const { ledgers } = evidence;
  const charged = (orderId: string): string[] => chargesOf(ledgers, orderId).map(({ chargeId }) => chargeId);
  const responses = responsesIn(evidence).flatMap((response) => {
    const orderId = text(bodyOf(response), 'orderId');
    const charges = saysSo.test(response.text) && response.status < 500 ? charged(orderId) : [];
    return charges.length === 0
      ? []
      : [
          `${summaryOf(response)} says that nothing was charged, but order ${orderId} was: ${charges.join(', ')}`,
        ];
  });
  const mails = ledgers.orders.flatMap((order) => {
    const orderId = text(order, 'order_id');
    const mail = ledgers.mails.find((each) => saysSo.test(each.text) && each.text.includes(orderId));
    const charges = mail === undefined ? [] : charged(orderId);
    return charges.length === 0
      ? []
      : [
          `email ${mail?.messageId ?? ''} says that nothing was charged, but order ${orderId} was: ${charges.join(', ')}`,
        ];
  });
  const histories = ledgers.histories.flatMap((line) => {
    const orderId = text(line, 'order_id');
    const charges = saysSo.test(text(line, 'text')) ? charged(orderId) : [];
    return charges.length === 0
      ? []
      : [`the history of order ${orderId} says that nothing was charged, but it was: ${charges.join(', ')}`];
  });
  return [...responses, ...mails, ...histories];
}
