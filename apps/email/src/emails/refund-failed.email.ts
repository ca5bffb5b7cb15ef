import { formatMoney, type SendRefundFailed } from '@holdfast/contracts';
import { formatTime } from './format-time.ts';
import { greeting } from './greeting.ts';
import { html } from './html.ts';
import { facts, heading, renderHtml, orderLink, orderLinkText, paragraph } from './layout.ts';
import { type RenderedEmail } from './rendered-email.ts';

const footer =
  'You are receiving this email because a refund of an order placed with this address did not go through.';
const standing =
  'We have it on record: until we refund it, this amount counts as paid. If an earlier email said this refund was on its way, please disregard that one.';
const noRetry = "We won't send it again automatically, because the card or account may have been closed.";
const advice: Readonly<Record<SendRefundFailed['requestedBy'], string>> = {
  customer: `${noRetry} You can request the refund again. If that card or account no longer works, contact our team, and we'll find another way to return your money.`,
  shop: `${noRetry} Contact our team, and we'll find another way to return your money.`,
};

export function refundFailedEmail(job: SendRefundFailed, orderUrl?: string): RenderedEmail {
  const { orderId, refundId, customerName, wasReturned, requestedBy, failedAt } = job;
  const hello = greeting(customerName);
  const amount = formatMoney(job.amount);
  const subject = `Your refund of ${amount} did not reach you`;
  const statement = wasReturned
    ? `Your bank returned your refund of ${amount} to us. The money is with us, not in your account.`
    : `Your refund of ${amount} did not go through. We still have the money.`;
  const known: readonly (readonly [string, string])[] = [
    ['Order', orderId],
    ['Refund', refundId],
    ['Amount', `${amount} (not refunded)`],
    ['Failed', formatTime(failedAt)],
  ];
  return {
    subject,
    text: [
      `${hello}\n\n${statement}`,
      standing,
      advice[requestedBy],
      known.map(([name, value]) => `${`${name}:`.padEnd(8)}${value}`).join('\n'),
      ...orderLinkText(orderUrl),
      footer,
    ]
      .join('\n\n')
      .concat('\n'),
    html: renderHtml({
      title: subject,
      preview: statement,
      content: html`${heading('Your refund did not reach you')} ${paragraph(hello)} ${paragraph(statement)}
      ${paragraph(standing)} ${paragraph(advice[requestedBy])} ${facts(known)} ${orderLink(orderUrl)}`,
      footer,
    }),
  };
}
