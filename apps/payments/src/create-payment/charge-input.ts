import { type Payment } from '../payment/payment.ts';
import { type ChargeRequest } from '../stripe/charge-request.ts';

/** The input of every phase of a payment, as stored before its call. */
export interface ChargeInput {
  readonly payment: Payment;
  readonly chargeRequest: ChargeRequest;
}
