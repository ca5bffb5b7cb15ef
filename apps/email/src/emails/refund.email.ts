import { formatMoney, type SendRefund } from '@holdfast/contracts';
import { formatTime } from './format-time.ts';
import { renderLetter } from './letter.ts';
import { type RenderedEmail } from './rendered-email.ts';

const footer = 'You are receiving this email because an order placed with this address was refunded.';

/** The time that the money takes. */
export const arrival =
  'Banks usually take five to ten business days; some remove the original charge instead of showing a refund.';
const advice =
  "There's nothing you need to do. If the money hasn't arrived after ten business days, check your order: it shows whether your bank returned the refund to us.";

export function refundEmail(
  { orderId, refundId, customerName, amount, lines = [], refundedAt }: SendRefund,
  orderUrl?: string,
): RenderedEmail {
  const statement = `We have refunded ${formatMoney(amount)} for your order. The money will go back to your original payment method. ${arrival}`;
  return renderLetter({
    subject: `Your refund of ${formatMoney(amount)}`,
    heading: 'Your refund is on its way',
    preview: `${formatMoney(amount)} is on its way back to you.`,
    customerName,
    paragraphs: [statement, advice],
    facts: [
      ['Order', orderId],
      ['Refund', refundId],
      ['Amount', formatMoney(amount)],
      ...lines.map(({ name, quantity }) => ['Product', `${quantity} × ${name}`] as const),
      ['Refunded', formatTime(refundedAt)],
    ],
    orderUrl,
    footer,
  });
}
