import { formatMoney, type SendExtraCharge, type SendExtraChargeRefundFailed } from '@holdfast/contracts';
import { renderLetter } from './letter.ts';
import { arrival } from './refund.email.ts';
import { type RenderedEmail } from './rendered-email.ts';

const footer = 'You are receiving this email because an order was placed with this address.';
const advice = "There's nothing you need to do. Your order shows when the refund is made.";

interface Explanation {
  readonly subject: string;
  readonly heading: string;
  readonly statement: string;
  readonly standing: string;
}

const explained: Readonly<Record<SendExtraCharge['why'], (amount: string) => Explanation>> = {
  order_failed: (amount) => ({
    subject: `Your payment of ${amount} went through late`,
    heading: 'Your payment went through late',
    statement: `Your payment of ${amount} went through after your order had failed. Your order will not be fulfilled, and we are refunding the payment in full.`,
    standing: `If an earlier message said otherwise, please disregard it. ${arrival}`,
  }),
  order_paid_otherwise: (amount) => ({
    subject: `A second payment of ${amount} went through`,
    heading: 'A second payment went through',
    statement: `A second payment of ${amount} went through for your order, which was paid already. We are refunding the second payment in full.`,
    standing: arrival,
  }),
};

export function extraChargeEmail(job: SendExtraCharge, orderUrl?: string): RenderedEmail {
  const amount = formatMoney(job.amount);
  const { subject, heading, statement, standing } = explained[job.why](amount);
  return renderLetter({
    subject,
    heading,
    preview: `We are refunding ${amount} in full.`,
    customerName: job.customerName,
    paragraphs: [statement, standing, advice],
    facts: [
      ['Order', job.orderId],
      ['Amount', `${amount} (being refunded)`],
    ],
    orderUrl,
    footer,
  });
}

export function extraChargeRefundFailedEmail(
  { orderId, customerName, amount }: SendExtraChargeRefundFailed,
  orderUrl?: string,
): RenderedEmail {
  const sum = formatMoney(amount);
  const statement = `We could not refund the extra payment of ${sum} for your order. Our team is looking into it.`;
  return renderLetter({
    subject: `The extra payment of ${sum} is not refunded yet`,
    heading: 'The extra payment is not refunded yet',
    preview: statement,
    customerName,
    paragraphs: [
      statement,
      'If an earlier email said that we are refunding it, please disregard that one.',
      'If that card or account no longer works, contact our team.',
    ],
    facts: [
      ['Order', orderId],
      ['Amount', `${sum} (extra payment)`],
    ],
    orderUrl,
    footer,
  });
}
