import { formatMoney, type SendRefund } from '@holdfast/contracts';
import { formatTime } from './format-time.ts';
import { greeting } from './greeting.ts';
import { html } from './html.ts';
import { facts, heading, letter, paragraph } from './layout.ts';
import { type Mail } from './mail.ts';

const footer = 'You get this mail once, because an order with your address was refunded.';

export function refundMail({ orderId, refundId, customerName, amount, refundedAt }: SendRefund): Mail {
  const hello = greeting(customerName);
  const subject = `Your refund for order ${orderId}`;
  const arrival =
    'It goes to what you paid with. Banks take five to ten business days to show it, and some show it by taking the payment off your ' +
    'statement.';
  const advice =
    'You need not do anything. Should it not be there after ten business days, look at your order: it says so if your bank has sent the money back to us.';
  const known: readonly (readonly [string, string])[] = [
    ['Order', orderId],
    ['Refund', refundId],
    ['Amount', formatMoney(amount)],
    ['Refunded', formatTime(refundedAt)],
  ];
  return {
    subject,
    text: [
      `${hello}\n\nwe have refunded ${formatMoney(amount)} for your order. ${arrival}`,
      advice,
      known.map(([name, value]) => `${`${name}:`.padEnd(10)}${value}`).join('\n'),
      footer,
    ]
      .join('\n\n')
      .concat('\n'),
    html: letter({
      title: subject,
      preview: `${formatMoney(amount)} is on its way back to you.`,
      content: html`${heading('Your refund is on its way')} ${paragraph(hello)}
      ${paragraph(`We have refunded ${formatMoney(amount)} for your order. ${arrival}`)} ${paragraph(advice)}
      ${facts(known)}`,
      footer,
    }),
  };
}
