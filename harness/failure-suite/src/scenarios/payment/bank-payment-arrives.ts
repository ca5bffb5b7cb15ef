import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { becomes, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'bank-payment-arrives',
  broken:
    'The bank takes days to transfer the money, and then it arrives. For one of two payments, no webhook is sent.',
  customerSees:
    '202 with a notice that the bank is transferring the money: no decline and no refund. The order is paid when the money arrives.',
  cell: { edge: 'payments->stripe', fault: 'processing', phase: 'after the response' },
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
