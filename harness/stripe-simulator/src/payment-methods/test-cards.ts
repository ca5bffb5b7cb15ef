export interface Decline {
  readonly code:
    | 'account_closed'
    | 'card_declined'
    | 'charge_exceeds_source_limit'
    | 'debit_not_authorized'
    | 'expired_card'
    | 'incorrect_cvc'
    | 'insufficient_funds'
    | 'no_account'
    | 'payment_method_currency_mismatch'
    | 'processing_error';
  readonly message: string;
  readonly declineCode?: string;
  readonly param?: string;
  readonly adviceCode: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later';
  readonly networkDeclineCode?: string;
  readonly isBlockedByRadar?: boolean;
}

export interface TestCard {
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay';
  readonly last4: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly decline?: Decline;
  readonly refundEnds?: RefundResult;
  /** The act of the cardholder or the issuer after the payment. */
  readonly trouble?: CardTrouble;
}

export type CardTrouble =
  'dispute_fraudulent' | 'dispute_product_not_received' | 'disputes' | 'fraud_warning' | 'inquiry';

/** The later result of a refund to the card; a refund to any other card succeeds immediately. */
export type RefundResult = 'succeeded' | 'failed';

const declined = 'Your card was declined.';
const declines = {
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
} as const satisfies Record<string, Decline>;

const accepted = (
  brand: TestCard['brand'],
  last4: string,
  funding: TestCard['funding'] = 'credit',
): TestCard => ({ brand, last4, funding });
const refused = (last4: string, decline: Decline): TestCard => ({ ...accepted('visa', last4), decline });

/**
 * https://docs.stripe.com/testing: the name of the PaymentMethod and the last digits of the card number
 * behind it.
 */
const cards: Record<string, TestCard> = {
  pm_card_visa: accepted('visa', '4242'),
  pm_card_visa_debit: accepted('visa', '5556', 'debit'),
  pm_card_mastercard: accepted('mastercard', '4444'),
  pm_card_mastercard_debit: accepted('mastercard', '8210', 'debit'),
  pm_card_mastercard_prepaid: accepted('mastercard', '5100', 'prepaid'),
  pm_card_amex: accepted('amex', '0005'),
  pm_card_discover: accepted('discover', '1117'),
  pm_card_diners: accepted('diners', '0004'),
  pm_card_jcb: accepted('jcb', '0505'),
  pm_card_unionpay: accepted('unionpay', '0005'),
  pm_card_chargeDeclined: refused('0002', declines.generic),
  pm_card_chargeDeclinedInsufficientFunds: refused('9995', declines.insufficientFunds),
  pm_card_chargeDeclinedLostCard: refused('9987', declines.lostCard),
  pm_card_chargeDeclinedStolenCard: refused('9979', declines.stolenCard),
  pm_card_chargeDeclinedVelocityLimitExceeded: refused('6975', declines.velocity),
  pm_card_chargeDeclinedExpiredCard: refused('0069', declines.expiredCard),
  pm_card_chargeDeclinedIncorrectCvc: refused('0127', declines.incorrectCvc),
  pm_card_chargeDeclinedProcessingError: refused('0119', declines.processingError),
  pm_card_chargeCustomerFail: refused('0341', declines.generic),
  pm_card_radarBlock: refused('0019', declines.fraudulent),
  pm_card_createDispute: { ...accepted('visa', '0259'), trouble: 'dispute_fraudulent' },
  pm_card_createDisputeProductNotReceived: {
    ...accepted('visa', '2685'),
    trouble: 'dispute_product_not_received',
  },
  pm_card_createDisputeInquiry: { ...accepted('visa', '1976'), trouble: 'inquiry' },
  pm_card_createMultipleDisputes: { ...accepted('visa', '0079'), trouble: 'disputes' },
  pm_card_createIssuerFraudRecord: { ...accepted('visa', '5423'), trouble: 'fraud_warning' },
  pm_card_pendingRefund: { ...accepted('visa', '7726'), refundEnds: 'succeeded' },
  pm_card_refundFail: { ...accepted('visa', '5126'), refundEnds: 'failed' },
};

/** Stripe's pages name declining cards both with and without `visa_`; both work. */
export function testCard(paymentMethod: string): TestCard | undefined {
  const name = paymentMethod.replace(/^pm_card_visa_(?=chargeDeclined)/, 'pm_card_');
  return Object.hasOwn(cards, name) ? cards[name] : undefined;
}

/** As at Stripe, the card number decides. */
export function declineOf(last4: string): Decline | undefined {
  return Object.values(cards).find((card) => card.last4 === last4 && card.decline !== undefined)?.decline;
}

export function refundResultOf(last4: string): RefundResult | undefined {
  return Object.values(cards).find((card) => card.last4 === last4)?.refundEnds;
}

export function troubleOf(last4: string): CardTrouble | undefined {
  return Object.values(cards).find((card) => card.last4 === last4)?.trouble;
}
