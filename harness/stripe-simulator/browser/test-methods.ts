/** A choice of the element. `data` is what Stripe's own element sends after the customer typed it. */
export interface TestMethod {
  readonly name: string;
  readonly detail: string;
  readonly type: 'card' | 'us_bank_account';
  readonly data: Readonly<Record<string, unknown>>;
}

const card = (name: string, detail: string, token: string): TestMethod => ({
  name,
  detail,
  type: 'card',
  data: { card: { token } },
});

const bankDebit = (name: string, detail: string, number: string): TestMethod => ({
  name,
  detail,
  type: 'us_bank_account',
  data: {
    us_bank_account: {
      account_holder_type: 'individual',
      routing_number: '110000000',
      account_number: number,
    },
  },
});

/** https://docs.stripe.com/testing */
export const testMethods: readonly { readonly heading: string; readonly methods: readonly TestMethod[] }[] = [
  {
    heading: 'Pays',
    methods: [
      card('Card that pays', 'Charged immediately', 'tok_visa'),
      card('Bank asks first', 'You confirm or refuse there', 'tok_threeDSecure2Required'),
      bankDebit('Bank debit that arrives', 'Paid after a few days', '000123456789'),
    ],
  },
  {
    heading: 'Declined',
    methods: [
      card('Card is declined', 'The bank gives no reason', 'tok_chargeDeclined'),
      card('Insufficient funds', 'Declined for that reason', 'tok_chargeDeclinedInsufficientFunds'),
      card('Expired card', 'Declined for that reason', 'tok_chargeDeclinedExpiredCard'),
      card(
        'Bank asks, then declines',
        'Declined even if you confirm',
        'tok_authenticationRequiredChargeDeclinedInsufficientFunds',
      ),
      bankDebit('Bank debit that bounces', 'Fails after a few days', '000222222227'),
    ],
  },
  {
    heading: 'Pays, with trouble later',
    methods: [
      card('Disputed later', 'The cardholder disputes it', 'tok_createDispute'),
      card('Refund takes a while', 'A refund is pending at first', 'tok_pendingRefund'),
      card('Refund fails', 'A refund fails after a while', 'tok_refundFail'),
    ],
  },
];
