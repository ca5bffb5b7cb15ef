import { type DeclineReason } from '@holdfast/contracts';
import { type PaymentResult } from './order.ts';

/** For cards and bank accounts alike. */
const declineTexts: Readonly<Record<DeclineReason, string>> = {
  insufficient_funds: 'The bank reported insufficient funds.',
  expired_card: 'The bank reported that the card has expired.',
  incorrect_cvc: "The card's security code was incorrect.",
  processing_error: 'The bank could not process the payment.',
  card_velocity_exceeded: 'The bank reported that the card was used too often or is over its limit.',
  authentication_required: 'The payment was not confirmed.',
  generic_decline: 'The bank declined the payment.',
};

/** The line in the order's history. */
export function failureText(result: Exclude<PaymentResult, { kind: 'paid' }>): string {
  return `Nothing was charged. ${reasonOf(result)}`;
}

function reasonOf(result: Exclude<PaymentResult, { kind: 'paid' }>): string {
  switch (result.kind) {
    case 'declined':
      return declineTexts[result.declineCode];
    case 'refused':
      return 'This payment could not be processed.';
    case 'method_invalid':
      return 'The payment method was not accepted.';
    case 'unavailable':
      return 'We could not accept payments at the time.';
  }
}
