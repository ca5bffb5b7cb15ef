import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

export default {
  name: 'provider-dead-for-ten-seconds',
  broken: 'The provider refuses every connection for 10 s while two orders arrive every second.',
  customerSees:
    'Every order is accepted as pending with a notice, and soon without any delay. All become paid, charged once.',
  cell: { edge: 'payments->stripe', fault: 'refuse', phase: 'connect' },
  proves: [
    'payment.breaker',
    'payment.fallback',
    'checkout.fallback',
    'payment.recovery',
    'payment.observability',
  ],
  // The breaker may have reopened for 15 s plus 20% jitter just before the provider comes back.
  livenessMs: 40_000,
  run: async (system) => {
    const outage = await system.lab.fault('payments->stripe', { kind: 'refuse' });
    const responses: Promise<CustomerResponse>[] = [];
    for (let sent = 0; sent < 20; sent += 1) {
      responses.push(system.shopper(`Ada ${sent}`).checkOut({ attempts: 1 }));
      await delay(500);
    }
    const orders = (await Promise.all(responses)).map(expectPending);
    await outage.struck();
    const pages = await Promise.all(
      ['payments', 'payments-2'].map((name) => system.ask(name, '/resilience')),
    );
    const refused = pages.map(stripeIn).filter(({ breaker }) => breaker !== 'closed');
    assert.ok(refused.length > 0, 'a breaker for the provider is open');
    for (const { usersSee } of refused)
      assert.match(usersSee, /charge or refund/, `payments says that users see: ${usersSee}`);
    system.saw('breaker opened');
    await outage.clear();
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    for (const orderId of orders) await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;

interface Report {
  readonly dependency: string;
  readonly breaker: string;
  readonly usersSee: string;
}

function stripeIn({ text }: { readonly text: string }): Report {
  const { dependencies } = JSON.parse(text) as { readonly dependencies: readonly Report[] };
  const found = dependencies.find(({ dependency }) => dependency === 'stripe');
  assert.ok(found, text);
  return found;
}
