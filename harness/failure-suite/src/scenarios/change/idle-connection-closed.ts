import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'idle-connection-closed',
  broken: 'Payments, then Postgres, closes an idle connection just as the next request is sent on it.',
  customerSees: 'Nothing: both orders are paid immediately and charged once.',
  cell: { edge: 'checkout->payments', fault: 'idle connection closed', phase: 'after the response' },
  proves: ['checkout.retry'],
  run: async (system) => {
    expectPaid(await system.shopper('Grace').checkOut());
    const [ada, edsger] = [system.shopper('Ada'), system.shopper('Edsger')];
    const close = { direction: 'request', action: { kind: 'close' } } as const;
    await system.lab.strike({ edge: 'checkout->payments', ...close });
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ attempts: 1 })));
    await system.lab.strike({ edge: 'checkout->postgres', contains: edsger.email, ...close });
    await expectChargedOnce(system, expectPaid(await edsger.checkOut({ attempts: 1 })));
  },
} satisfies Scenario;
