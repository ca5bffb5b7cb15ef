import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { anEvent, deliver, intentOf } from '../an-event.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

const refused =
  /^http_server_request_duration_seconds_count\{(?=.*route="\/webhooks\/stripe")(?=.*status="400").*\} (\d+)/gm;

/** Sums both instances, because a webhook may reach either one. */
async function countRefused(system: System): Promise<number> {
  const pages = await Promise.all(['payments', 'payments-2'].map((copy) => system.ask(copy, '/metrics')));
  return pages
    .flatMap(({ text }) => [...text.matchAll(refused)])
    .reduce((sum, [, count]) => sum + Number(count), 0);
}

export default {
  name: 'refused-webhooks-are-counted',
  broken: 'An attacker sends webhooks that are signed with another secret, unsigned, or an hour old.',
  customerSees: "Nothing. Each is refused with its reason, and payments' metrics count them.",
  cell: { edge: 'stripe->payments', fault: 'forged', phase: 'before the callee sees it' },
  proves: ['webhook.observability'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const object = await intentOf(system, orderId);
    const before = await countRefused(system);
    const forgeries = [
      anEvent(system, { object, secret: 'whsec_made_up' }),
      { ...anEvent(system, { object }), signature: '' },
      anEvent(system, { object, ageSeconds: 3_600 }),
    ];
    for (const forged of forgeries) {
      const { status, text } = await deliver(system, forged);
      assert.equal(status, 400, text);
      assert.match(text, /"code":"webhook_signature_invalid"/);
    }
    await system.until(
      'the metrics show them',
      async () => (await countRefused(system)) === before + forgeries.length,
    );
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
