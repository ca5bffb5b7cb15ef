import { newId } from '@holdfast/contracts';
import { z } from 'zod';

/** The request of checkout to payments. */
export const chargeSchema = z.strictObject({
  orderId: z.string().min(1).max(64),
  amountMinor: z.int().min(1),
  currency: z.string().length(3),
  paymentMethod: z.string().min(1).max(64),
});
export type Charge = z.infer<typeof chargeSchema>;

export interface Payment extends Charge {
  readonly paymentId: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly intentId: string | null;
}

export function newPayment(charge: Charge): Payment {
  return { ...charge, paymentId: newId('pay'), status: 'pending', intentId: null };
}
