import { type Remark } from '@holdfast/resilience';
import { providerKeyCheck } from '@holdfast/contracts';
import { type HealthCheck, metrics } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { Gauge } from '@prometheus-io/client';
import { type StripeRefusal, type StripeStanding } from './stripe-standing.ts';

const refused = new Gauge({
  name: 'payments_refused_by_provider',
  help: '1 while Stripe rejects our key or account, otherwise 0.',
  registers: [metrics],
});

/** Reports a rejection in the log and the metrics, because only operators can fix it. */
export function reportRejections(standing: StripeStanding, logger: Logger): void {
  standing.listen((refusal) => {
    refused.set(refusal === undefined ? 0 : 1);
    if (refusal === undefined) return logger.info('Stripe accepts our key again');
    const { route, status, code, requestId } = refusal;
    logger.error(
      { state: 'refused_by_provider', route, status, code, stripeRequestId: requestId },
      'Stripe rejects our key or account: fix it in the Stripe dashboard or in STRIPE_SECRET_KEY',
    );
  });
}

/**
 * Payments can still respond and read back charges, so it stays ready; the report shows that charging is not
 * possible.
 */
export function stripeKeyHealth(standing: StripeStanding): HealthCheck {
  return {
    name: providerKeyCheck,
    isNeeded: false,
    check: () => {
      const { refusalOfCharges: refusal } = standing;
      if (refusal === undefined) return Promise.resolve();
      return Promise.reject(new Error(`Stripe responds with ${refusal.status} to ${refusal.route}`));
    },
  };
}

/** First sentence of the report on Stripe's breaker. */
export function remarkOn(
  { route, status, code, requestId, since }: StripeRefusal,
  refusesCharges: boolean,
): Remark {
  const because = status === 401 ? 'our key' : 'our key or account';
  const details = [`status ${status}`, ...(code === null ? [] : [code]), `request ${requestId ?? 'unknown'}`];
  return {
    explanation:
      `Stripe has rejected ${because} since ${new Date(since).toISOString()}: ${route} returned ${details.join(', ')}. ` +
      'Stripe itself is up, so waiting will not help: fix STRIPE_SECRET_KEY, its permissions or the account.',
    usersSee: refusesCharges ? nothingIsCharged : othersWait,
  };
}

const nothingIsCharged =
  'Nothing is charged. In the first minutes, orders are accepted as payment pending (202). After that, new orders are refused (503), and ' +
  'pending ones fail without a charge, unless an earlier attempt may have charged the card.';

const othersWait =
  'No charge has been rejected so far. Operations that need the missing permission wait for it: refunds stay pending.';
