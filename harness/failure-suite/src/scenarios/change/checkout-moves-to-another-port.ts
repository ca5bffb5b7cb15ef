import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { becomes, expectAccepted } from '../expectations.ts';

export default {
  name: 'checkout-moves-to-another-port',
  broken:
    'Checkout goes down and comes back on another port, then moves back. Connections stay open throughout.',
  customerSees: 'Orders continue and all are paid: no client holds on to the old address for long.',
  cell: { edge: 'shopper->checkout', fault: 'new address', phase: 'connect' },
  proves: ['checkout.retry'],
  fallacies: ['topology does not change'],
  run: async (system) => {
    const responses: CustomerResponse[] = [];
    const order = async (): Promise<void> => void responses.push(await system.shopper().checkOut());
    const [here, there] = [system.process('checkout'), system.process('checkout-2')];
    await there.stop();
    for (let sent = 0; sent < 3; sent += 1) await order();
    await there.start();
    await here.kill();
    for (let sent = 0; sent < 3; sent += 1) await order();
    await here.start();
    await there.kill();
    for (let sent = 0; sent < 3; sent += 1) await order();
    await there.start();
    for (const orderId of responses.map(expectAccepted)) await becomes(system, orderId, 'paid');
  },
} satisfies Scenario;
