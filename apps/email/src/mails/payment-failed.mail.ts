import { formatMoney, type SendPaymentFailed } from '@holdfast/contracts';
import { greeting } from './greeting.ts';
import { html } from './html.ts';
import { facts, heading, letter, paragraph } from './layout.ts';
import { type Mail } from './mail.ts';

/** Only what helps an honest customer. Banks ask that a card reported lost or stolen is not told apart from any other. */
const reasons = new Map([
  ['insufficient_funds', 'Your bank says that there is not enough money on the card.'],
  ['expired_card', 'Your bank says that the card has expired.'],
  ['incorrect_cvc', 'The security code of the card was not right.'],
  ['incorrect_number', 'The number of the card was not right.'],
]);

const footer = 'You get this mail once, because an order was placed with your address.';

export function paymentFailedMail({ orderId, customerName, total, declineCode }: SendPaymentFailed): Mail {
  const hello = greeting(customerName);
  const reason = reasons.get(declineCode ?? '') ?? 'Your bank declined the card.';
  const charged =
    'Nothing was charged. If your bank shows the amount as pending, it releases it by itself within a few days.';
  const advice =
    'If you still want these things, place the order again with another card, or ask your bank first and then try the same card again.';
  return {
    subject: `Your payment for order ${orderId} did not go through`,
    text: [
      `${hello}\n\nyour payment of ${formatMoney(total)} did not go through. ${reason}`,
      charged,
      advice,
      `Order:  ${orderId}\nAmount: ${formatMoney(total)}, not charged`,
      footer,
    ]
      .join('\n\n')
      .concat('\n'),
    html: letter({
      title: `Your payment for order ${orderId} did not go through`,
      preview: `Nothing was charged. ${reason}`,
      content: html`${heading('Your payment did not go through')} ${paragraph(hello)}
      ${paragraph(`We could not take the ${formatMoney(total)} for your order. ${reason}`)}
      ${paragraph(charged)} ${paragraph(advice)}
      ${facts([
        ['Order', orderId],
        ['Amount', `${formatMoney(total)}, not charged`],
      ])}`,
      footer,
    }),
  };
}
