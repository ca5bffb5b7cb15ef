import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

const ofOrder = `
  select payment_id, payment.status, payment.caller, idempotency_key.operation_id, amount_minor, currency, tries
  from payment join idempotency_key using (key_hash) where order_id = $1`;

async function chargeOf(system: System, orderId: string): Promise<Readonly<Record<string, unknown>>> {
  const [charge] = await system.query('payments', ofOrder, [orderId]);
  return charge ?? {};
}

/** The intent of this charge as the provider has it before it asks the bank. */
async function begin(system: System, orderId: string): Promise<string> {
  const charge = await chargeOf(system, orderId);
  const text = (column: string): string => String(charge[column]);
  const { id } = await system.simulator.inDashboard('/v1/payment_intents', {
    amount: text('amount_minor'),
    currency: text('currency'),
    'automatic_payment_methods[enabled]': 'true',
    'automatic_payment_methods[allow_redirects]': 'never',
    'metadata[orderId]': orderId,
    'metadata[paymentId]': text('payment_id'),
    'metadata[caller]': text('caller'),
    'metadata[operationId]': text('operation_id'),
  });
  return `/v1/payment_intents/${id}`;
}

export default {
  name: 'charge-seen-before-its-attempt',
  broken:
    'Requests for a charge get no response. The provider works on one of them: it lists the payment, but has not asked the bank yet.',
  customerSees: 'The order stays pending until the bank has decided, and is then paid with one charge.',
  cell: { edge: 'payments->stripe', fault: 'read too early', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  fallacies: ['latency is zero'],
  chargedElsewhere: 1,
  run: async (system) => {
    const outage = await system.lab.fault('payments->stripe', {
      kind: 'reset',
      direction: 'request',
      label: 'POST /v1/payment_intents',
    });
    const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await outage.struck();
    await system.until(
      'payments has not found the charge',
      async () => Number((await chargeOf(system, orderId))['tries']) >= 3,
    );
    const intent = await begin(system, orderId);
    const { tries } = await chargeOf(system, orderId);
    await system.until(
      'payments has seen it, or has decided',
      async () => {
        const now = await chargeOf(system, orderId);
        return now['status'] !== 'pending' || Number(now['tries']) >= Number(tries) + 3;
      },
      20_000,
    );
    await system.simulator.inDashboard(`${intent}/confirm`, { payment_method: 'pm_card_visa' });
    await becomes(system, orderId, 'paid');
    await outage.clear();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
