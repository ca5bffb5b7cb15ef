import { type Evidence } from '../../run/evidence.ts';
import { responsesIn, bodyOf, summaryOf } from '../responses.ts';
import { chargesOf, text } from '../rows.ts';

const saysSo = /\bnothing was (taken|charged)\b/i;

/** Whoever reads of an order that nothing was taken has not been charged for it at any time, also where it was given back since. */
export function falseAssurances(evidence: Evidence): string[] {
  const { ledgers } = evidence;
  const charged = (orderId: string): string[] => chargesOf(ledgers, orderId).map(({ chargeId }) => chargeId);
  const responses = responsesIn(evidence).flatMap((response) => {
    const orderId = text(bodyOf(response), 'orderId');
    const charges = saysSo.test(response.text) && response.status < 500 ? charged(orderId) : [];
    return charges.length === 0
      ? []
      : [
          `${summaryOf(response)} said that nothing was taken, but order ${orderId} was charged: ${charges.join(', ')}`,
        ];
  });
  const mails = ledgers.orders.flatMap((order) => {
    const orderId = text(order, 'order_id');
    const mail = ledgers.mails.find((each) => saysSo.test(each.text) && each.text.includes(orderId));
    const charges = mail === undefined ? [] : charged(orderId);
    return charges.length === 0
      ? []
      : [
          `mail ${mail?.messageId ?? ''} said that nothing was taken, but order ${orderId} was charged: ${charges.join(', ')}`,
        ];
  });
  const histories = ledgers.histories.flatMap((line) => {
    const orderId = text(line, 'order_id');
    const charges = saysSo.test(text(line, 'text')) ? charged(orderId) : [];
    return charges.length === 0
      ? []
      : [
          `the history of order ${orderId} said that nothing was taken, but it was charged: ${charges.join(', ')}`,
        ];
  });
  return [...responses, ...mails, ...histories];
}
