import { formatMoney, refusedByProvider, type SendPaymentFailed } from '@holdfast/contracts';
import { renderLetter } from './letter.ts';
import { type RenderedEmail } from './rendered-email.ts';

/**
 * Only reasons that help an honest customer. Banks ask not to reveal that a card was reported lost or stolen.
 */
const reasons = new Map([
  ['insufficient_funds', 'Your bank reported insufficient funds.'],
  ['expired_card', 'Your bank reported that the card has expired.'],
  ['incorrect_cvc', "The card's security code was incorrect."],
  ['processing_error', 'Your bank could not process the payment.'],
  ['card_velocity_exceeded', 'Your bank reported that the card was used too often or is over its limit.'],
  [
    'authentication_required',
    'Your bank or wallet asked you to confirm this payment. It was not confirmed in time, or it was refused.',
  ],
]);

const footer = 'You are receiving this email because an order was placed with this address.';

/** Declines of the provider, before any bank was asked. */
const words = new Map([
  [
    'payment_refused',
    {
      reason: 'This payment could not be processed.',
      charged: 'Nothing was charged.',
      advice: "If you'd still like these items, please contact our team before you try again.",
    },
  ],
  [
    'payment_method_invalid',
    {
      reason: 'The payment method was not accepted.',
      charged: 'Nothing was charged.',
      advice: "If you'd still like these items, please order again with another payment method.",
    },
  ],
  [
    refusedByProvider,
    {
      reason: "We couldn't accept payments at the time. Your payment method was not the problem.",
      charged: 'Nothing was charged.',
      advice:
        "If you'd still like these items, please order again later. You can use the same payment method.",
    },
  ],
]);

const declined = (declineCode: string | null) => ({
  reason: reasons.get(declineCode ?? '') ?? 'Your bank declined the payment.',
  charged:
    'Nothing was charged. If your bank shows the amount as pending, the hold will disappear within a few days.',
  advice:
    declineCode === 'authentication_required'
      ? "If you'd still like these items, please order again and confirm the payment when your bank asks, or use another payment method."
      : "If you'd still like these items, please order again with another payment method, or check with your bank and try the same one again.",
});

export function paymentFailedEmail(
  { orderId, customerName, total, declineCode }: SendPaymentFailed,
  orderUrl?: string,
): RenderedEmail {
  const subject = `Your payment of ${formatMoney(total)} did not go through`;
  const { reason, charged, advice } = words.get(declineCode ?? '') ?? declined(declineCode);
  return renderLetter({
    subject,
    heading: 'Your payment did not go through',
    preview: `${charged.slice(0, charged.indexOf('.') + 1)} ${reason}`,
    customerName,
    paragraphs: [`${subject}. ${reason}`, charged, advice],
    facts: [
      ['Order', orderId],
      ['Amount', `${formatMoney(total)} (not charged)`],
    ],
    orderUrl,
    footer,
  });
}
