import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

/** One minute, and a second for the clocks. */
const longestMs = 61_000;

export default {
  name: 'provider-asks-to-wait-an-hour',
  broken: 'The provider returns one 503 with Retry-After: 3600, and works again immediately.',
  customerSees:
    'The order is paid soon, by the other instance. The first one sends nothing for a minute at most.',
  cell: { edge: 'payments->stripe', fault: '503 with Retry-After', phase: 'before the callee sees it' },
  proves: ['payment.retry', 'payment.recovery'],
  livenessMs: 30_000,
  run: async (system) => {
    const headers = { 'content-type': 'application/json', 'retry-after': '3600' };
    const body = JSON.stringify({ error: { type: 'api_error', message: 'Down for maintenance' } });
    await system.lab.fault('payments->stripe', { kind: 'status', status: 503, headers, body, times: 1 });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    const [first] = attemptsAtStripe(system);
    assert.ok(first, 'a request to the provider');
    const { text } = await system.ask(first.sender, '/resilience');
    const { dependencies } = JSON.parse(text) as {
      dependencies: readonly { readonly dependency: string; readonly pausedUntil?: string }[];
    };
    const { pausedUntil = '' } = dependencies.find(({ dependency }) => dependency === 'stripe') ?? {};
    const pauseMs = Date.parse(pausedUntil) - Date.now();
    assert.ok(pauseMs > 0 && pauseMs < longestMs, `${first.sender} sends nothing until "${pausedUntil}"`);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await system.process(first.sender).restart();
  },
} satisfies Scenario;
