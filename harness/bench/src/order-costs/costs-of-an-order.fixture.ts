import { type CountedOrder } from './counted-stack.ts';

export interface OrderCosts extends Pick<
  CountedOrder,
  'statements' | 'commits' | 'httpRequests' | 'jobs' | 'redisCommands' | 'smtpCommands'
> {
  /** WAL fsyncs that a session waits for. Those of the relay and of a new email need none. */
  readonly walFsyncs: number;
}

/**
 * One paid order of two products with one client, from `POST /checkouts` until its webhooks, events and
 * receipt are done. Lower a number in the commit that saves something. A higher one needs a reason there.
 */
export const costsOfAnOrder: OrderCosts = {
  statements: { checkout: 5, payments: 5, email: 3, recommendations: 1 },
  commits: { checkout: 4, payments: 4, email: 3, recommendations: 1 },
  walFsyncs: 7,
  httpRequests: {
    'shopper->checkout': 1,
    'checkout->payments': 1,
    'payments->stripe': 1,
    'stripe->payments': 1,
  },
  jobs: { checkout: 1, email: 1, recommendations: 1 },
  redisCommands: { checkout: 7, payments: 1, email: 4, recommendations: 4 },
  smtpCommands: { email: 4 },
};

/** WAL fsyncs per order with 32 clients, at most: concurrent commits share them. */
export const mostFsyncsPerOrder = 3;
