import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { slowestUsualOrder } from '../slowest-usual-order.ts';
import { expectWithin } from '../suggestions-seen.ts';

export default {
  name: 'mail-tar-pit',
  broken: 'The mail server delays each reply by a second, as servers do to slow down spammers.',
  customerSees: 'Order responses are as fast as usual. Each receipt arrives once, a few seconds late.',
  cell: { edge: 'email->mail', fault: 'latency', phase: 'throughout' },
  proves: ['receipt.fallback'],
  fallacies: ['latency is zero'],
  // Seven replies with a delay of one second exceed the suite's timeout per attempt.
  settings: { email: { SMTP_ATTEMPT_TIMEOUT_MS: '', SMTP_SILENCE_TIMEOUT_MS: '', EMAIL_LEASE_MS: '' } },
  livenessMs: 30_000,
  run: async (system) => {
    const usualMs = await slowestUsualOrder(system.shopper('Grace'));
    const fault = await system.lab.fault('email->mail', {
      kind: 'latency',
      ms: 1_000,
      direction: 'response',
    });
    const responses = await Promise.all(
      ['Ada', 'Alan', 'Edsger'].map((name) => system.shopper(name).checkOut({ attempts: 1 })),
    );
    const orders = responses.map(expectPaid);
    const bound = 3 * usualMs + 500;
    expectWithin(bound, responses);
    await fault.struck(3);
    for (const orderId of orders)
      assert.equal(
        (await isMailed(system, orderId, 30_000)).length,
        1,
        `copies of the receipt of ${orderId}`,
      );
  },
} satisfies Scenario;
