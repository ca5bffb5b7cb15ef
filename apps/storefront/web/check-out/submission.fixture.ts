import { type CheckoutOutcome, type Problem } from '@holdfast/checkout-client';
import { type Submission } from './submission.ts';

export const total = { amountMinor: 6700, currency: 'usd' };

export const aSubmission: Submission = {
  name: 'cart-a-2',
  body: {
    customer: { email: 'ada@example.com' },
    lines: [
      { productId: 'prod_tea', quantity: 2 },
      { productId: 'prod_mug', quantity: 1 },
    ],
    confirmationToken: 'ct_1',
    expectedTotal: total,
  },
  sentAt: 0,
};

export const sent = { operation: aSubmission.name, key: 'key-1', attempts: 1, isReplay: false } as const;

export const aProblem = (code: string, members: object = {}, status = 422): Problem => ({
  code,
  status,
  ...members,
});

export const refusedWith = (problem: Problem): CheckoutOutcome => ({ kind: 'refused', problem, ...sent });
