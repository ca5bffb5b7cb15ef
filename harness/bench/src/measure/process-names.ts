/** The services of a shop, in the order of the flow. */
export const serviceNames = ['checkout', 'payments', 'email', 'recommendations'] as const;

/** The processes of a shop. */
export const productNames = [...serviceNames, 'postgres', 'redis'] as const;

/** Those whose CPU time is measured one by one; the simulator stands for Stripe. */
export const processNames = [...productNames, 'stripe-simulator'] as const;
export type ProcessName = (typeof processNames)[number];
