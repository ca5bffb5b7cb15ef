import { describe, expect, it } from '@jest/globals';
import { type Evidence } from '../evidence.ts';
import { aRefund } from '../refunded.fixture.ts';
import { against, aCharge, aLedger, anOrder, aPayment, aProblem, startedAt } from '../evidence.fixture.ts';

const declined = (at: number) =>
  aProblem(402, 'card_declined', {
    startedAt: at,
    endedAt: at + 100,
    text: JSON.stringify({ code: 'card_declined', orderId: 'ord_1', detail: 'Nothing was charged.' }),
  });
const lateAt = startedAt + 1_000;

/** A declined order that was charged at the provider a second after the customer had read so. */
const late = (charge: object = {}, response = declined(startedAt)) =>
  aLedger({
    orders: [anOrder({ status: 'payment_failed', payment_id: null })],
    payments: [aPayment({ status: 'refunded' })],
    charges: [aCharge({ status: 'refunded', createdAt: new Date(lateAt).toISOString(), ...charge })],
    responses: [response],
  });

const elsewhere: Partial<Evidence> = { scenario: { name: 'late', chargedElsewhere: 1 } };

describe('a charge of a failed order that the scenario made without the shop', () => {
  it('does not count as a charge of the shop once it was refunded in full', () => {
    expect(against(1, late(), elsewhere)).toBe('');
    expect(against(2, late(), elsewhere)).toBe('');
  });

  it('counts as one if money was kept', () => {
    expect(against(1, late({ status: 'succeeded' }), elsewhere)).toContain('the provider charged it');
    expect(against(2, late({ status: 'succeeded' }), elsewhere)).toContain('was charged');
  });

  it('counts as one although its refund was returned, unless the scenario leaves that to an operator', () => {
    const refunds = [aRefund({ status: 'failed', amountMinor: aCharge().amountMinor })];
    const returned = { ...late({ status: 'succeeded' }), refunds };
    const scenario = { name: 'late', chargedElsewhere: 1 };
    const left = { scenario: { ...scenario, differences: ['orphaned_charge_refund_failed'] } };
    expect(against(1, returned, left)).toBe('');
    expect(against(2, returned, left)).toBe('');
    expect(against(1, returned, { scenario })).toContain('the provider charged it');
    expect(
      against(1, { ...returned, refunds: [aRefund({ status: 'failed', amountMinor: 1 })] }, left),
    ).toContain('the provider charged it');
  });

  it('counts as one if the customer read later that nothing was charged', () => {
    expect(against(2, late({}, declined(lateAt + 1)), elsewhere)).toContain('was charged');
  });

  it('counts as one if the scenario does not declare it', () => {
    expect(against(1, late())).toContain('the provider charged it');
    expect(against(2, late())).toContain('was charged');
  });
});
