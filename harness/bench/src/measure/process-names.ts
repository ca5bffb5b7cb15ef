/** The processes of a shop, in the order of the flow. */
export const productNames = [
  'checkout',
  'payments',
  'email',
  'recommendations',
  'postgres',
  'redis',
] as const;

/** Those whose CPU time is measured one by one; the simulator stands for Stripe. */
export const processNames = [...productNames, 'stripe-simulator'] as const;
export type ProcessName = (typeof processNames)[number];

/** Not the product: the provider's and the mail server's stand-ins, the lab and the pages. */
export const standIns: readonly string[] = ['stripe-simulator', 'mail', 'failure-lab', 'storefront'];
