import { formatMoney, type SendRefund } from '@holdfast/contracts';
import { formatTime } from './format-time.ts';
import { greeting } from './greeting.ts';
import { html } from './html.ts';
import { facts, heading, renderHtml, orderLink, orderLinkText, paragraph } from './layout.ts';
import { type RenderedEmail } from './rendered-email.ts';

const footer = 'You are receiving this email because an order placed with this address was refunded.';

const arrival =
  'Banks usually take five to ten business days; some remove the original charge instead of showing a refund.';
const advice =
  "There's nothing you need to do. If the money hasn't arrived after ten business days, check your order: it shows whether your bank returned the refund to us.";

export function refundEmail(
  { orderId, refundId, customerName, amount, lines = [], refundedAt }: SendRefund,
  orderUrl?: string,
): RenderedEmail {
  const hello = greeting(customerName);
  const subject = `Your refund of ${formatMoney(amount)}`;
  const statement = `We have refunded ${formatMoney(amount)} for your order. The money will go back to your original payment method. ${arrival}`;
  const known: readonly (readonly [string, string])[] = [
    ['Order', orderId],
    ['Refund', refundId],
    ['Amount', formatMoney(amount)],
    ...lines.map(({ name, quantity }) => ['Product', `${quantity} × ${name}`] as const),
    ['Refunded', formatTime(refundedAt)],
  ];
  return {
    subject,
    text: [
      `${hello}\n\n${statement}`,
      advice,
      known.map(([name, value]) => `${`${name}:`.padEnd(10)}${value}`).join('\n'),
      ...orderLinkText(orderUrl),
      footer,
    ]
      .join('\n\n')
      .concat('\n'),
    html: renderHtml({
      title: subject,
      preview: `${formatMoney(amount)} is on its way back to you.`,
      content: html`${heading('Your refund is on its way')} ${paragraph(hello)} ${paragraph(statement)}
      ${paragraph(advice)} ${facts(known)} ${orderLink(orderUrl)}`,
      footer,
    }),
  };
}
