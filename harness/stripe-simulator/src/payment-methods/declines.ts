export interface Decline {
  readonly code:
    | 'account_closed'
    | 'authentication_required'
    | 'card_declined'
    | 'charge_exceeds_source_limit'
    | 'debit_not_authorized'
    | 'expired_card'
    | 'incorrect_cvc'
    | 'insufficient_funds'
    | 'no_account'
    | 'payment_intent_payment_attempt_failed'
    | 'payment_method_currency_mismatch'
    | 'processing_error';
  readonly message: string;
  readonly declineCode?: string;
  readonly param?: string;
  readonly adviceCode: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later';
  readonly networkDeclineCode?: string;
  readonly isBlockedByRadar?: boolean;
}

const declined = 'Your card was declined.';
export const declines = {
  generic: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: declined,
    adviceCode: 'try_again_later',
    networkDeclineCode: '01',
  },
  insufficientFunds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
    adviceCode: 'try_again_later',
  },
  lostCard: {
    code: 'card_declined',
    declineCode: 'lost_card',
    message: declined,
    adviceCode: 'do_not_try_again',
  },
  stolenCard: {
    code: 'card_declined',
    declineCode: 'stolen_card',
    message: declined,
    adviceCode: 'do_not_try_again',
  },
  velocity: {
    code: 'card_declined',
    declineCode: 'card_velocity_exceeded',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    adviceCode: 'try_again_later',
  },
  fraudulent: {
    code: 'card_declined',
    declineCode: 'fraudulent',
    message: declined,
    adviceCode: 'do_not_try_again',
    isBlockedByRadar: true,
  },
  expiredCard: {
    code: 'expired_card',
    message: 'Your card has expired.',
    param: 'exp_month',
    adviceCode: 'confirm_card_data',
  },
  incorrectCvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
    adviceCode: 'confirm_card_data',
  },
  processingError: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    adviceCode: 'try_again_later',
  },
  /** The bank wants a confirmation, and the customer is not there to give it. */
  authenticationRequired: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
    adviceCode: 'try_again_later',
  },
} as const satisfies Record<string, Decline>;
