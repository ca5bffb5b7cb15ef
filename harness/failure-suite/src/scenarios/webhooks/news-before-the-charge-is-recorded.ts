import { NotHit } from '@holdfast/engine';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { openDispute } from '../a-dispute.ts';
import { intentOf } from '../an-event.ts';
import { becomes, expectChargedOnce, orderBegunBy, passed } from '../expectations.ts';
import { inDashboard } from '../refunds-seen.ts';

interface News {
  readonly name: string;
  readonly says: string;
  readonly customerSees: string;
  readonly happens: (system: System, orderId: string) => Promise<unknown>;
  readonly isKnown: string;
}

/** Payments gets no response to its charge, and not the first event about it; lookups work. */
async function whileInDoubt(system: System, { happens, isKnown }: News): Promise<void> {
  const route = 'stripe->payments';
  // A lost event would be sent again within 250 ms.
  const event = await system.lab.strike({
    edge: route,
    direction: 'request',
    contains: '"payment_intent.succeeded"',
    action: { kind: 'hold' },
  });
  const slow = await system.lab.fault('payments->stripe', {
    kind: 'latency',
    ms: 30_000,
    direction: 'response',
    label: 'POST /v1/payment_intents',
  });
  const ada = system.shopper('Ada');
  const outcome = ada.checkOut({ attempts: 1, timeoutMs: 15_000 });
  const orderId = await orderBegunBy(system, ada);
  await intentOf(system, orderId);
  await happens(system, orderId);
  await system.until(
    'payments has responded to the news',
    () => passed(system, route, 'response').length > 0,
  );
  const pending = `select from payment where order_id = $1 and status = 'pending'`;
  if ((await system.query('payments', pending, [orderId])).length === 0)
    throw new NotHit('Payments knew of the charge before the news.');
  await event.release('reset');
  await slow.clear();
  await outcome;
  await becomes(system, orderId, 'paid');
  await expectChargedOnce(system, orderId);
  await system.until(
    'payments knows the news',
    async () => (await system.query('payments', isKnown, [orderId])).length > 0,
    20_000,
  );
}

const ofPayment = (table: string): string =>
  `select from ${table} join payment using (payment_id) where payment.order_id = $1`;

const news: readonly News[] = [
  {
    name: 'disputed-before-the-charge-is-recorded',
    says: 'the bank opens a dispute',
    customerSees: 'The order is paid, and shows the dispute.',
    happens: openDispute,
    isKnown: ofPayment('dispute'),
  },
  {
    name: 'warned-of-fraud-before-the-charge-is-recorded',
    says: 'the card network warns of fraud',
    customerSees: 'The order is paid.',
    happens: async (system, orderId) => {
      const { id } = await intentOf(system, orderId);
      await system.simulator.post('/_simulator/early_fraud_warnings', { paymentIntentId: id });
    },
    isKnown: ofPayment('early_fraud_warning'),
  },
  {
    name: 'refunded-in-the-dashboard-before-the-charge-is-recorded',
    says: 'a part is refunded in the dashboard',
    customerSees: 'The order is paid, and shows the refund.',
    happens: (system, orderId) => inDashboard(system, orderId, 100),
    isKnown: ofPayment('refund'),
  },
];

export default news.map((each): Scenario => ({
  name: each.name,
  broken: `The response to a charge is late, and the provider's event about it is lost. Meanwhile, ${each.says}: payments gets that event first.`,
  customerSees: each.customerSees,
  cell: { edge: 'stripe->payments', fault: 'early', phase: 'before the callee sees it' },
  proves: ['webhook.idempotency', 'webhook.recovery'],
  livenessMs: 30_000,
  run: (system) => whileInDoubt(system, each),
}));
