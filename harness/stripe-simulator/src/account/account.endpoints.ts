import { type Stripe } from 'stripe';
import { type Endpoint, ok } from '../http/endpoint.ts';

/** Shown to customers by the stand-ins for their bank and for Stripe.js. */
export const shopName = 'Holdfast';

/** The parts of the account behind the one accepted key that clients ask for. */
const account: Partial<Stripe.Account> = {
  id: 'acct_1HoldfastSimulator',
  object: 'account',
  charges_enabled: true,
  country: 'US',
  default_currency: 'usd',
  details_submitted: true,
  type: 'standard',
};

export const accountEndpoints: readonly Endpoint[] = [
  { method: 'GET', url: '/v1/account', prepare: () => () => ok(account) },
];
