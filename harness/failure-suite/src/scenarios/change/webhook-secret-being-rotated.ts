import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce, passed } from '../expectations.ts';

const [former, current] = ['whsec_former_00000000000000000000000', 'whsec_current_0000000000000000000000'];

export default {
  name: 'webhook-secret-being-rotated',
  broken: 'Payments has two webhook secrets, and the provider signs with the second.',
  customerSees: 'Nothing: every webhook is accepted.',
  cell: { edge: 'stripe->payments', fault: 'two secrets', phase: 'throughout' },
  proves: ['webhook.fallback'],
  settings: {
    payments: { STRIPE_WEBHOOK_SECRET: `${former},${current}` },
    'stripe-simulator': { STRIPE_WEBHOOK_SECRET: current },
  },
  run: async (system) => {
    const { orderId, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    await heal();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    const delivered = await system.until('the webhook was delivered', () => {
      const responses = passed(system, 'stripe->payments', 'response');
      return responses.length > 0 && responses;
    });
    assert.deepEqual(
      delivered.filter(({ label }) => !label.startsWith('200 ')).map(({ label }) => label),
      [],
    );
  },
} satisfies Scenario;
