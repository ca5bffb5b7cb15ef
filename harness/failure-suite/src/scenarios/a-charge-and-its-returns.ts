import assert from 'node:assert/strict';
import { type Ledgers } from '@holdfast/witness';
import { type System } from '../system/system.ts';

/** As the provider has them. */
interface ChargeAndItsReturns extends Pick<Ledgers, 'refunds' | 'disputes'> {
  readonly charge: Ledgers['charges'][number];
}

export async function chargeOf(system: System, orderId: string): Promise<ChargeAndItsReturns> {
  const { charges, refunds, disputes } = await system.ledgers();
  const charge = charges.find(({ metadata }) => metadata['orderId'] === orderId);
  assert.ok(charge, `the provider has no charge for ${orderId}`);
  const isOfCharge = ({ chargeId }: { readonly chargeId: string }): boolean => chargeId === charge.chargeId;
  return { charge, refunds: refunds.filter(isOfCharge), disputes: disputes.filter(isOfCharge) };
}

const knownToPayments = `
  select (select count(*) from refund r where r.payment_id = p.payment_id and r.provider_refund_id is not null)
       + (select count(*) from dispute d where d.payment_id = p.payment_id) as count
  from payment p where p.order_id = $1`;

/** Payments has every refund and dispute of the provider; checkout may not have heard of them. */
export async function paymentsKnowsAll(system: System, orderId: string): Promise<void> {
  await system.until(`payments knows all about ${orderId}`, async () => {
    const { refunds, disputes } = await chargeOf(system, orderId);
    const [known] = await system.query('payments', knownToPayments, [orderId]);
    return Number(known?.['count']) >= refunds.length + disputes.length;
  });
}

/** Undefined if a lost dispute closes the charge for refunds. */
export function leftAtStripe({ charge, refunds, disputes }: ChargeAndItsReturns): number | undefined {
  if (disputes.some(({ status }) => status === 'lost')) return undefined;
  const refunded = refunds
    .filter(({ status }) => /^(succeeded|pending)$/.test(status))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return charge.amountMinor - refunded;
}
