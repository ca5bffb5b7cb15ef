import { type Decline, declines } from './declines.ts';

export interface TestCard {
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay';
  readonly number: string;
  readonly last4: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly authentication?: Authentication;
  /** After the customer's confirmation, if the card requires one. */
  readonly decline?: Decline;
  readonly refundEnds?: RefundResult;
  /** The act of the cardholder or the issuer after the payment. */
  readonly trouble?: CardTrouble;
}

export type CardTrouble =
  'dispute_fraudulent' | 'dispute_product_not_received' | 'disputes' | 'fraud_warning' | 'inquiry';

/**
 * The bank wants the customer's confirmation `always`, or only with the customer present (`unless_set_up`),
 * or only if the request wants 3-D Secure. `frictionless`: it confirms without the customer.
 */
export type Authentication = 'always' | 'unless_set_up' | 'if_requested' | 'frictionless';

/** The later result of a refund to the card; a refund to any other card succeeds immediately. */
export type RefundResult = 'succeeded' | 'failed';

const accepted = (
  brand: TestCard['brand'],
  number: string,
  funding: TestCard['funding'] = 'credit',
): TestCard => ({ brand, number, last4: number.slice(-4), funding });
const refused = (number: string, decline: Decline): TestCard => ({ ...accepted('visa', number), decline });
const authenticated = (number: string, authentication: Authentication, decline?: Decline): TestCard => ({
  ...accepted('visa', number),
  authentication,
  ...(decline === undefined ? {} : { decline }),
});

/**
 * https://docs.stripe.com/testing: the name of the PaymentMethod and the card number behind it.
 */
const cards: Record<string, TestCard> = {
  pm_card_visa: accepted('visa', '4242424242424242'),
  pm_card_visa_debit: accepted('visa', '4000056655665556', 'debit'),
  pm_card_mastercard: accepted('mastercard', '5555555555554444'),
  pm_card_mastercard_debit: accepted('mastercard', '5200828282828210', 'debit'),
  pm_card_mastercard_prepaid: accepted('mastercard', '5105105105105100', 'prepaid'),
  pm_card_amex: accepted('amex', '378282246310005'),
  pm_card_discover: accepted('discover', '6011111111111117'),
  pm_card_diners: accepted('diners', '3056930009020004'),
  pm_card_jcb: accepted('jcb', '3566002020360505'),
  pm_card_unionpay: accepted('unionpay', '6200000000000005'),
  pm_card_chargeDeclined: refused('4000000000000002', declines.generic),
  pm_card_chargeDeclinedInsufficientFunds: refused('4000000000009995', declines.insufficientFunds),
  pm_card_chargeDeclinedLostCard: refused('4000000000009987', declines.lostCard),
  pm_card_chargeDeclinedStolenCard: refused('4000000000009979', declines.stolenCard),
  pm_card_chargeDeclinedVelocityLimitExceeded: refused('4000000000006975', declines.velocity),
  pm_card_chargeDeclinedExpiredCard: refused('4000000000000069', declines.expiredCard),
  pm_card_chargeDeclinedIncorrectCvc: refused('4000000000000127', declines.incorrectCvc),
  pm_card_chargeDeclinedProcessingError: refused('4000000000000119', declines.processingError),
  pm_card_chargeCustomerFail: refused('4000000000000341', declines.generic),
  pm_card_radarBlock: refused('4100000000000019', declines.fraudulent),
  pm_card_bypassPending: accepted('visa', '0077'),
  pm_card_createDispute: { ...accepted('visa', '4000000000000259'), trouble: 'dispute_fraudulent' },
  pm_card_createDisputeProductNotReceived: {
    ...accepted('visa', '4000000000002685'),
    trouble: 'dispute_product_not_received',
  },
  pm_card_createDisputeInquiry: { ...accepted('visa', '4000000000001976'), trouble: 'inquiry' },
  pm_card_createMultipleDisputes: { ...accepted('visa', '4000000404000079'), trouble: 'disputes' },
  pm_card_createIssuerFraudRecord: { ...accepted('visa', '4000000000005423'), trouble: 'fraud_warning' },
  pm_card_pendingRefund: { ...accepted('visa', '4000000000007726'), refundEnds: 'succeeded' },
  pm_card_refundFail: { ...accepted('visa', '4000000000005126'), refundEnds: 'failed' },
  pm_card_authenticationRequired: authenticated('4000002760003184', 'always'),
  pm_card_authenticationRequiredOnSetup: authenticated('4000002500003155', 'always'),
  pm_card_authenticationRequiredSetupForOffSession: authenticated('4000003800000446', 'unless_set_up'),
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: authenticated(
    '4000008260003178',
    'unless_set_up',
    declines.insufficientFunds,
  ),
  pm_card_threeDSecureRequired: authenticated('4000000000003063', 'always'),
  pm_card_threeDSecure2Required: authenticated('4000000000003220', 'always'),
  pm_card_threeDSecureRequiredChargeDeclined: authenticated('4000008400001629', 'always', declines.generic),
  pm_card_threeDSecureRequiredProcessingError: refused('4000008400001280', declines.generic),
  pm_card_threeDSecureOptional: authenticated('4000000000003055', 'if_requested'),
  pm_card_threeDSecureOptionalProcessingError: accepted('visa', '4000000000003097'),
  pm_card_amex_threeDSecureNotSupported: accepted('amex', '378282246310005'),
};

/** Documented by number only. */
const unnamed: readonly TestCard[] = [
  accepted('mastercard', '2223003122003222'),
  accepted('amex', '371449635398431'),
  accepted('discover', '6011000990139424'),
  accepted('diners', '36227206271667'),
  accepted('unionpay', '6205500000000000004'),
  authenticated('4000000032200000', 'frictionless'),
  authenticated('4000008400000027', 'always'),
  authenticated('4000582600000094', 'always'),
  authenticated('4000582600000045', 'always'),
  authenticated('4000582600000102', 'always'),
  authenticated('4000582600000110', 'always'),
];

const all = [...Object.values(cards), ...unnamed];

/** Stripe's pages name declining cards both with and without `visa_`; both work. */
export function testCard(paymentMethod: string): TestCard | undefined {
  const name = paymentMethod.replace(/^pm_card_visa_(?=chargeDeclined)/, 'pm_card_');
  return Object.hasOwn(cards, name) ? cards[name] : undefined;
}

export function testCardByNumber(number: string): TestCard | undefined {
  return all.find((card) => card.number === number);
}

/** As at Stripe, the card number decides. */
export function declineOf(last4: string): Decline | undefined {
  return Object.values(cards).find((card) => card.last4 === last4 && card.decline !== undefined)?.decline;
}

export function authenticationOf(last4: string): Authentication | undefined {
  return all.find((card) => card.last4 === last4 && card.authentication !== undefined)?.authentication;
}

export function refundResultOf(last4: string): RefundResult | undefined {
  return Object.values(cards).find((card) => card.last4 === last4)?.refundEnds;
}

export function troubleOf(last4: string): CardTrouble | undefined {
  return Object.values(cards).find((card) => card.last4 === last4)?.trouble;
}
