import { type Provider } from '@nestjs/common';
import { PaymentStore } from '../payment/payment.store.ts';
import { confirmationTimesOf, type PaymentsConfig } from '../payments.config.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { BankConfirmation } from './bank-confirmation.ts';

export const bankConfirmation = (config: PaymentsConfig): Provider => ({
  provide: BankConfirmation,
  inject: [StripeClient, PaymentStore],
  useFactory: (stripe: StripeClient, payments: PaymentStore) =>
    new BankConfirmation(stripe, payments, confirmationTimesOf(config)),
});
