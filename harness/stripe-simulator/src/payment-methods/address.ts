import { type Stripe } from 'stripe';
import { type Params } from '../http/params.ts';

export function readAddress(params: Params | undefined): Stripe.Address {
  return {
    city: params?.text('city') ?? null,
    country: params?.text('country', { maxLength: 2 }) ?? null,
    line1: params?.text('line1') ?? null,
    line2: params?.text('line2') ?? null,
    postal_code: params?.text('postal_code') ?? null,
    state: params?.text('state') ?? null,
  };
}

export function readBillingDetails(params: Params | undefined): Stripe.PaymentMethod.BillingDetails {
  return {
    address: readAddress(params?.nested('address')),
    email: params?.text('email') ?? null,
    name: params?.text('name') ?? null,
    phone: params?.text('phone') ?? null,
    tax_id: params?.text('tax_id') ?? null,
  };
}
