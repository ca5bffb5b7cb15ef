import { type Scenario } from '../../scenario/scenario.ts';
import { bankOrder, bankPayment } from '../a-bank-payment.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'bank-payment-arrives',
  broken:
    'The bank takes days to transfer the money, and then it arrives. One of two customers repeats the request meanwhile; for the other payment, no webhook is sent.',
  customerSees:
    '202 with a notice that the bank is transferring the money: no decline and no refund. The order is paid when the money arrives.',
  cell: { edge: 'payments->stripe', fault: 'processing', phase: 'after the response' },
  proves: ['payment.recovery', 'webhook.idempotency', 'payment.fallback'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const payment = await bankPayment(system, ada);
    const repeat = { key: payment.key, order: bankOrder, attempts: 1 };
    await system.until(
      'a repeat of the request gets the order',
      async () => (await ada.checkOut(repeat)).status === 202,
    );
    await payment.end('succeeded');
    await becomes(system, payment.orderId, 'paid');
    await expectChargedOnce(system, payment.orderId);
    await system.simulator.withholdEvents();
    const withoutWebhook = await bankPayment(system, system.shopper('Grace'));
    await withoutWebhook.end('succeeded');
    await becomes(system, withoutWebhook.orderId, 'paid');
    await system.simulator.clearFaults();
    await expectChargedOnce(system, withoutWebhook.orderId);
  },
} satisfies Scenario;
