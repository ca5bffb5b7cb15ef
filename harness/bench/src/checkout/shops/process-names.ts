/** The processes whose CPU time is measured, one by one. */
export const processNames = [
  'checkout',
  'payments',
  'email',
  'recommendations',
  'postgres',
  'redis',
  'stripe-simulator',
] as const;
export type ProcessName = (typeof processNames)[number];

/** Those that a shop owns; the simulator stands for Stripe. */
export const productNames: readonly ProcessName[] = processNames.slice(0, -1);
