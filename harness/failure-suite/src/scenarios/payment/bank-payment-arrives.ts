import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { becomes, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'bank-payment-arrives',
  broken:
    'The bank takes days to move the money, and then it arrives; of one of two payments no webhook tells.',
  customerSees:
    '202 and that the bank is moving the money: no decline, and nothing is given back. The order is paid when it has arrived.',
  cell: { edge: 'payments->stripe', fault: 'processing', phase: 'after the answer' },
  proves: ['payment.recovery', 'webhook.idempotency'],
  run: async (system) => {
    const told = await bankPayment(system, system.shopper('Ada'));
    await told.end('succeeded');
    await becomes(system, told.orderId, 'paid');
    await expectChargedOnce(system, told.orderId);
    await system.simulator.holdNewsBack();
    const untold = await bankPayment(system, system.shopper('Grace'));
    await untold.end('succeeded');
    await becomes(system, untold.orderId, 'paid');
    await system.simulator.clearFaults();
    await expectChargedOnce(system, untold.orderId);
  },
} satisfies Scenario;
