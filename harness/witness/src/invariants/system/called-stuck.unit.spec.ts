import { describe, expect, it } from '@jest/globals';
import {
  aKeyRow,
  anOrderRow,
  aPaymentRow,
  history,
  insert,
  line,
  type Step,
  update,
} from '../../history/rules/history.fixture.ts';
import { against, aLedger, aLine, anOrder, aPayment, startedAt } from '../evidence.fixture.ts';

const inDays = (days: number): string => new Date(startedAt + days * 86_400_000).toISOString();
const waiting = (expectedBy: string | null, state: string) =>
  aLedger({
    orders: [anOrder({ status: 'payment_pending', operation_id: 'op-1', expected_by: expectedBy })],
    payments: [aPayment({ status: 'pending', operation_id: 'op-2', expected_by: expectedBy })],
    openKeys: [
      { service: 'checkout', operation_id: 'op-1', state },
      { service: 'payments', operation_id: 'op-2', state },
    ],
  });

describe('16: not called stuck before its date', () => {
  it('is contradicted by a key in review, in checkout or in payments, even for a moment', () => {
    const said = against(16, aLedger(), { samples: [waiting(inDays(7), 'review')] });
    expect(said).toContain('checkout puts order ord_1 to an operator, although it is expected by');
    expect(said).toContain('payments puts payment pay_1 to an operator, although it is expected by');
  });

  it('is contradicted by a history line that came before the date, although the payment has arrived since', () => {
    const histories = [aLine('payment_in_review', 'Our team is checking it.', { at: inDays(1) })];
    const samples = [waiting(inDays(7), 'unknown')];
    expect(against(16, aLedger({ histories }), { samples })).toContain(
      'calls its payment stuck before its date',
    );
    expect(against(16, aLedger({ histories }))).toBe('');
  });

  it('holds while it waits, once the date has passed, and without a date', () => {
    const all = [waiting(inDays(7), 'unknown'), waiting(inDays(-1), 'review'), waiting(null, 'review')];
    expect(against(16, aLedger(), { samples: all })).toBe('');
  });
});

const due = (days: number) => ({ expected_by: new Date(startedAt + days * 86_400_000) });
const waits: Step[] = [
  ['checkout', insert('orders', anOrderRow(due(7)))],
  ['payments', insert('payment', aPaymentRow(due(7)))],
];
const toReview = (operationId: string) =>
  update('idempotency_key', aKeyRow({ operation_id: operationId }), { state: 'review', owner: null });

describe('16: in the whole history', () => {
  const said = (...steps: Step[]): string => against(16, aLedger(), { history: history(...waits, ...steps) });

  it.each<[string, Step, string]>([
    [
      'a key of checkout in review',
      ['checkout', toReview('op_1')],
      'checkout puts order ord_1 to an operator',
    ],
    [
      'a key of payments in review',
      ['payments', toReview('op_2')],
      'payments puts payment pay_1 to an operator',
    ],
    [
      'a line of the order',
      ['checkout', line('payment_in_review')],
      'calls its payment stuck before its date',
    ],
  ])('is contradicted by %s before the date', (_what, step, says) => {
    expect(said(step)).toContain(says);
  });

  it('goes by the date that held then, not by earlier ones', () => {
    const daysPass: Step[] = [
      ['checkout', update('orders', anOrderRow(due(7)), due(-1))],
      ['payments', update('payment', aPaymentRow(due(7)), due(-1))],
    ];
    expect(
      said(
        ...daysPass,
        ['checkout', toReview('op_1'), line('payment_in_review')],
        ['payments', toReview('op_2')],
      ),
    ).toBe('');
  });

  it('takes the place of samples, whose dates a scenario may have moved', () => {
    const histories = [aLine('payment_in_review', 'Our team is checking it.', { at: inDays(1) })];
    const samples = [waiting(inDays(7), 'unknown')];
    expect(against(16, aLedger({ histories }), { samples, history: history(...waits) })).toBe('');
  });
});
