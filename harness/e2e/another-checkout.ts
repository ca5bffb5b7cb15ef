import { demoLimits } from '@holdfast/local-stack';
import { type ServiceProcess, startService } from '@holdfast/testing';
import { type RunningStack } from './running-stack.ts';

/**
 * One more process of checkout in a stack on Redis: on the same database and queues, with the same neighbor
 * services.
 */
export function anotherCheckout({ addresses, secrets, database }: RunningStack): Promise<ServiceProcess> {
  if (addresses.redis === undefined) throw new Error('this stack has no Redis');
  return startService({
    program: 'apps/checkout/dist/main.js',
    env: {
      ...demoLimits,
      LOG_LEVEL: 'warn',
      DATABASE_URL: database('checkout'),
      QUEUE_URL: addresses.redis,
      CACHE_URL: addresses.redis,
      API_KEYS: `operator:${secrets.operatorKey}:read+refund+reconcile`,
      ORDER_TOKEN_SECRETS: secrets.orderTokenSecrets,
      PAYMENTS_URL: addresses.payments,
      PAYMENTS_API_KEY: secrets.checkoutKey,
      RECOMMENDATIONS_URL: addresses.recommendations ?? '',
      RECOMMENDATIONS_API_KEY: secrets.checkoutKey,
    },
  });
}
