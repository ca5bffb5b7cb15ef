import { formatMoney, type RefundFailure, type SendRefundFailed } from '@holdfast/contracts';
import { formatTime } from './format-time.ts';
import { renderLetter } from './letter.ts';
import { type RenderedEmail } from './rendered-email.ts';

const footer =
  'You are receiving this email because a refund of an order placed with this address did not go through.';
const disregard = 'If an earlier email said this refund was on its way, please disregard that one.';
const standing = `We have it on record: until we refund it, this amount counts as paid. ${disregard}`;
const noRetry = "We won't send it again automatically, because the card or account may have been closed.";
const advice: Readonly<Record<SendRefundFailed['requestedBy'], string>> = {
  customer: `${noRetry} You can request the refund again. If that card or account no longer works, contact our team, and we'll find another way to return your money.`,
  shop: `${noRetry} Contact our team, and we'll find another way to return your money.`,
};

interface Explanation {
  readonly statement: string;
  readonly standing: string;
  readonly advice: string;
}

const explained: Readonly<Record<RefundFailure, (amount: string) => Explanation>> = {
  payment_disputed: (amount) => ({
    statement: `Your refund of ${amount} did not go through, because the payer's bank is handling a dispute of this payment.`,
    standing: `The bank holds the money until it decides. ${disregard}`,
    advice:
      "If the bank decides in the payer's favor, it returns the money itself. If not, contact our team about the refund.",
  }),
  returned_by_bank: (amount) => ({
    statement: `We did not make your refund of ${amount}: the payer's bank has already taken the money back.`,
    standing: disregard,
    advice: "There's nothing you need to do.",
  }),
  refused_after_dispute: (amount) => ({
    statement: `Your refund of ${amount} did not go through: after a dispute, our payment provider refunds nothing more of this payment.`,
    standing: disregard,
    advice: "Contact our team, and we'll find another way to return your money.",
  }),
  nothing_left: (amount) => ({
    statement: `We did not make your refund of ${amount}: this payment had already been refunded.`,
    standing: disregard,
    advice: "There's nothing you need to do. Your order shows its refunds.",
  }),
  canceled_by_shop: (amount) => ({
    statement: `We did not make your refund of ${amount}: our team canceled it.`,
    standing: disregard,
    advice: "Contact our team if you don't know why.",
  }),
  exceeds_remaining: (amount) => ({
    statement: `We did not make your refund of ${amount}: another refund was made first, and less than that was left.`,
    standing: disregard,
    advice: 'Your order shows its refunds. If you expected more, contact our team.',
  }),
};

function explanationOf(job: SendRefundFailed, amount: string): Explanation {
  if (job.failure !== undefined) return explained[job.failure](amount);
  const statement = job.wasReturned
    ? `Your bank returned your refund of ${amount} to us. The money is with us, not in your account.`
    : `Your refund of ${amount} did not go through. We still have the money.`;
  return { statement, standing, advice: advice[job.requestedBy] };
}

export function refundFailedEmail(job: SendRefundFailed, orderUrl?: string): RenderedEmail {
  const { orderId, refundId, customerName, failedAt } = job;
  const amount = formatMoney(job.amount);
  const said = explanationOf(job, amount);
  return renderLetter({
    subject: `Your refund of ${amount} did not reach you`,
    heading: 'Your refund did not reach you',
    preview: said.statement,
    customerName,
    paragraphs: [said.statement, said.standing, said.advice],
    facts: [
      ['Order', orderId],
      ['Refund', refundId],
      ['Amount', `${amount} (not refunded)`],
      ['Failed', formatTime(failedAt)],
    ],
    orderUrl,
    footer,
  });
}
