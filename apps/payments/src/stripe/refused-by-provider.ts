import { type Remark } from '@holdfast/resilience';
import { providerKeyCheck } from '@holdfast/contracts';
import { type HealthCheck, metrics } from '@holdfast/service-defaults';
import { type Logger } from 'pino';
import { Gauge } from 'prom-client';
import { type StripeRefusal, type StripeStanding } from './stripe-standing.ts';

const refused = new Gauge({
  name: 'payments_refused_by_provider',
  help: '1 while Stripe refuses our key or our account, 0 while it does not.',
  registers: [metrics],
});

/** Tells operators, who alone can mend it, in the log and in the metrics. */
export function tellOperators(standing: StripeStanding, logger: Logger): void {
  standing.listen((refusal) => {
    refused.set(refusal === undefined ? 0 : 1);
    if (refusal === undefined) return logger.info('Stripe takes our key again');
    const { route, status, code, requestId } = refusal;
    logger.error(
      { state: 'refused_by_provider', route, status, code, stripeRequestId: requestId },
      'Stripe refuses our key or our account: what needs it cannot be done until that is changed in its dashboard or in STRIPE_SECRET_KEY',
    );
  });
}

/** Payments can still answer and find out what it charged, so it stays ready; who asks it sees that it is no use to send more. */
export function stripeKeyHealth(standing: StripeStanding): HealthCheck {
  return {
    name: providerKeyCheck,
    isNeeded: false,
    check: () => {
      const { refusalOfCharges: refusal } = standing;
      if (refusal === undefined) return Promise.resolve();
      return Promise.reject(new Error(`Stripe answers ${refusal.status} to ${refusal.route}`));
    },
  };
}

/** What the report of Stripe's breaker begins with. */
export function remarkOn(
  { route, status, code, requestId, since }: StripeRefusal,
  refusesCharges: boolean,
): Remark {
  const because = status === 401 ? 'our key' : 'our key or our account';
  const details = [`status ${status}`, ...(code === null ? [] : [code]), `request ${requestId ?? 'unknown'}`];
  return {
    explanation:
      `Stripe has refused ${because} since ${new Date(since).toISOString()}: ${route} was answered ${details.join(', ')}. ` +
      'Stripe is well, and waiting does not help: change STRIPE_SECRET_KEY, its permissions or the account.',
    usersSee: refusesCharges ? nothingIsCharged : othersWait,
  };
}

const nothingIsCharged =
  'Nothing is charged. In the first minutes orders are accepted as payment pending (202); after that they are refused (503), and those that were ' +
  'pending fail with nothing taken, unless an earlier attempt may have charged the card.';

const othersWait =
  'No charge has been refused so far. What needs the permission that is missing waits until the key has it: refunds stay pending.';
