import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { becomes, expectResponse } from '../expectations.ts';

const cards = {
  Ada: 'pm_card_chargeDeclined',
  Grace: 'pm_card_chargeDeclinedInsufficientFunds',
  Edsger: 'pm_card_chargeDeclinedExpiredCard',
  Barbara: 'pm_card_chargeDeclinedIncorrectCvc',
  Donald: 'pm_card_chargeDeclinedProcessingError',
  Tony: 'pm_card_chargeDeclinedVelocityLimitExceeded',
  Alan: 'pm_card_chargeDeclinedStolenCard',
};
const accounts = {
  Frances: 'pm_usBankAccount_insufficientFunds',
  Kathleen: 'pm_usBankAccount_accountClosed',
};

export default {
  name: 'declined-for-every-reason',
  broken: 'Banks decline cards and debits, each for another reason.',
  customerSees:
    'The reason that the bank gave, in the response, the order history and the email. A stolen card looks like any other decline.',
  cell: { edge: 'payments->stripe', fault: 'declined', phase: 'after the response' },
  proves: ['checkout.idempotency', 'payment.idempotency'],
  isShort: true,
  run: async (system) => {
    const buyWithCard = async ([name, paymentMethod]: [string, string]): Promise<void> => {
      const shopper = system.shopper(name);
      const body = expectResponse(await shopper.checkOut({ order: { paymentMethod } }), 402, 'card_declined');
      expectResponse(await shopper.get(`/orders/${String(body['orderId'])}/history`), 200);
    };
    const buyFromAccount = async ([name, paymentMethod]: [string, string]): Promise<void> => {
      const { orderId, end } = await bankPayment(system, system.shopper(name), paymentMethod);
      await end('failed');
      await becomes(system, orderId, 'payment_failed');
    };
    await Promise.all([
      ...Object.entries(cards).map(buyWithCard),
      ...Object.entries(accounts).map(buyFromAccount),
    ]);
  },
} satisfies Scenario;
