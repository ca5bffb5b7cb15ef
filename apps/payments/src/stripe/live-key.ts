import { secret } from '@holdfast/service-defaults';
import { z } from 'zod';

interface StripeAccount {
  readonly STRIPE_SECRET_KEY: string;
  readonly STRIPE_API_URL?: string | undefined;
  readonly ALLOW_LIVE_PAYMENTS: 'yes' | 'no';
}

/** The Stripe account, and the permission to move real money. */
export const stripeAccountSettings = {
  STRIPE_SECRET_KEY: secret.refine(
    (key) => !key.startsWith('pk_'),
    'is a publishable key (pk_…), which cannot charge: use the secret key or a restricted key',
  ),
  ALLOW_LIVE_PAYMENTS: z.enum(['yes', 'no']).default('no'),
};

const isLive = (key: string): boolean => /^[sr]k_live_/.test(key);

/** Checked even if the key has other problems: a live key in the wrong place must be reported. */
const whenKeyIsGiven = ({ value }: z.core.ParsePayload): boolean =>
  typeof (value as Partial<StripeAccount> | undefined)?.STRIPE_SECRET_KEY === 'string';

export const isAllowed = ({ STRIPE_SECRET_KEY, ALLOW_LIVE_PAYMENTS }: StripeAccount): boolean =>
  ALLOW_LIVE_PAYMENTS === 'yes' || !isLive(STRIPE_SECRET_KEY);

export const liveIsNotAllowed = {
  path: ['STRIPE_SECRET_KEY'],
  error: 'is a live key, which moves real money: if that is intended, also set ALLOW_LIVE_PAYMENTS=yes',
  when: whenKeyIsGiven,
};

export const isProtected = ({ STRIPE_SECRET_KEY, STRIPE_API_URL }: StripeAccount): boolean =>
  !isLive(STRIPE_SECRET_KEY) || !/^http:/i.test(STRIPE_API_URL ?? '');

export const liveInTheOpen = {
  path: ['STRIPE_API_URL'],
  error: 'is plain http, over which a live key is never sent: use https, or omit it to reach Stripe itself',
  when: whenKeyIsGiven,
};
