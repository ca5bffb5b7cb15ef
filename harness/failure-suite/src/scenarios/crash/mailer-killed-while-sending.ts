import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid } from '../expectations.ts';

export default {
  name: 'mailer-killed-while-sending',
  broken: 'An instance of email is killed (SIGKILL) as it starts to hand a receipt to the mail server.',
  customerSees: 'One receipt, from the other instance.',
  cell: { edge: 'email', fault: 'kill -9', phase: 'before the callee sees it' },
  proves: ['receipt.recovery'],
  // The leases of the email and of its job must expire first.
  livenessMs: 45_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'email->mail', direction: 'request', contains: 'MAIL FROM' } as const;
    const { held, outcome } = await holdAt(system, point, () => ada.checkOut());
    const orderId = expectPaid(await outcome);
    await system.process(held.message.sender).kill();
    await held.release('drop');
    await becomes(system, orderId, 'paid');
    await system.until(
      'the receipt is in the inbox',
      async () => (await system.ledgers()).mails.length === 1,
      45_000,
    );
    await system.process(held.message.sender).start();
  },
} satisfies Scenario;
