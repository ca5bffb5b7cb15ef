import { type Stripe } from 'stripe';
import { type Params } from '../http/params.ts';

const lines = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'] as const;

export function readAddress(params: Params): Stripe.Address {
  const entries = lines.map((name) => [name, params.text(name) ?? null] as const);
  return Object.fromEntries(entries) as unknown as Stripe.Address;
}

/** `name` and `address` are required in it. */
export function readShipping(params: Params): Stripe.PaymentIntent.Shipping | undefined {
  const given = params.nested('shipping');
  if (given === undefined) return undefined;
  const name = given.requiredText('name');
  const address = given.nested('address') ?? given.missing('address');
  const phone = given.text('phone');
  const carrier = given.text('carrier');
  const trackingNumber = given.text('tracking_number');
  return {
    address: readAddress(address),
    ...(carrier === undefined ? {} : { carrier }),
    name,
    ...(phone === undefined ? {} : { phone }),
    ...(trackingNumber === undefined ? {} : { tracking_number: trackingNumber }),
  };
}
