import { validSteps, type Step } from './history.fixture.ts';

/** Steps that contradict a rule: by what, and a part of the sentence that it says then. */
export type CorruptedHistory = readonly [by: string, steps: readonly Step[], says: string];

export const then = (...steps: readonly Step[]): readonly Step[] => [...validSteps, ...steps];
export const paidBody = { orderId: 'ord_1', status: 'paid' };
export const refund = {
  refund_id: 're_1',
  order_id: 'ord_1',
  operation_id: 'op_3',
  status: 'pending',
  amount_minor: 4200,
  requested_by: 'customer',
  payment_refund_id: 're_p',
};
