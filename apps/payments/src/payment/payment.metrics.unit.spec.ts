import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import './payment.metrics.ts';

describe('payments_not_of_payment_total', () => {
  it.each(['webhook', 'read_back'])('starts at 0 for %s, so that the first is an increase', async (found) => {
    expect(await metrics.metrics()).toContain(`payments_not_of_payment_total{found="${found}"} 0`);
  });
});
