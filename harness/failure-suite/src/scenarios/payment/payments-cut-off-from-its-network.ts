import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-cut-off-from-its-network',
  needs: 'containers',
  broken:
    'Both instances of payments are disconnected from their network while they charge the card: the response is lost, and payments stays unreachable until it is reconnected.',
  customerSees: 'The order is accepted. Once payments is back, it is paid with one charge.',
  cell: { edge: 'checkout->payments', fault: 'cut off', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.timeout'],
  fallacies: ['the network is reliable'],
  livenessMs: 20_000,
  run: async (system) => {
    const both = ['payments', 'payments-2'].map((name) => system.process(name));
    const strike = await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'response',
      label: 'POST /v1/payment_intents',
      action: { kind: 'hold' },
    });
    const ordering = system.shopper('Ada').checkOut({ timeoutMs: 8_000 });
    await strike.hit();
    await Promise.all(both.map((each) => each.cutOff()));
    await strike.release('forward');
    const orderId = expectAccepted(await ordering);
    await Promise.all(both.map((each) => each.reconnect()));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
