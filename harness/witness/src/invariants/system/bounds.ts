import { plural } from '@holdfast/engine';
import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { isCheckout } from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { retriedCalls } from './retried-calls.ts';
import { whileItRan } from './while-it-ran.ts';

type Refund = Ledgers['refunds'][number];

/** Calls to payments per client request or completer run: the pipeline's default. */
const attempts = 3;
/** The completer's poll interval, in milliseconds. */
const completerMs = 1_000;

/** 12. Bounds, and checks that the ledgers are plausible. */
export const bounds: Invariant = {
  number: 12,
  says: 'At every moment, a paid order has its charge and no status goes backward. Retries are bounded: a call is sent again only if it failed. No lock is left, and each of our charges and refunds passed the lab.',
  contradictions: (evidence) => [
    ...whileItRan(evidence),
    ...attemptsOf(evidence),
    ...retriedCalls(evidence),
    ...unseenCharges(evidence),
    ...unseenRefunds(evidence),
    ...locksOf(evidence.ledgers),
  ],
};

const requestsOn = ({ events }: Evidence, route: string, label: RegExp): number =>
  events.filter(
    (event) =>
      event.type === 'message' &&
      event.message.route === route &&
      event.message.direction === 'request' &&
      label.test(event.message.label),
  ).length;

/**
 * Counts client requests and completer runs, because the completer works on pending orders without a client.
 */
function attemptsOf(evidence: Evidence): string[] {
  const { ledgers, startedAt } = evidence;
  const sent = requestsOn(evidence, 'checkout->payments', /^POST \/payments$/);
  const asked = ledgers.responses.filter(isCheckout).length;
  const completerRuns = ledgers.orders.length * Math.ceil((ledgers.readAt - startedAt) / completerMs);
  const allowed = attempts * (asked + completerRuns);
  if (asked === 0 || sent <= allowed) return [];
  return [
    `checkout sent POST /payments ${sent} times for ${asked} customer requests; the limit is ${allowed}`,
  ];
}

/** More charges than the lab passed mean that a connection bypasses it. */
function unseenCharges(evidence: Evidence): string[] {
  const { charges } = evidence.ledgers;
  const { chargedElsewhere = 0 } = evidence.scenario;
  const charging = requestsOn(evidence, 'payments->stripe', /^POST \/v1\/payment_intents/);
  return charges.length - chargedElsewhere > charging
    ? [
        `the provider made ${plural(charges.length, 'charge')}, but the lab passed ${plural(charging, 'request')}`,
      ]
    : [];
}

const marks = ['refundId', 'paymentId', 'orderId'];

/**
 * Payments gives each refund a key and its marks; only dashboard refunds of the scenario have neither and
 * bypass the lab.
 */
function unseenRefunds(evidence: Evidence): string[] {
  const { refunds } = evidence.ledgers;
  const hasKey = ({ idempotencyKey }: Refund): boolean => idempotencyKey !== null;
  const ours = refunds.filter((refund) => hasKey(refund) || marks.some((mark) => mark in refund.metadata));
  const refunding = requestsOn(evidence, 'payments->stripe', /^POST \/v1\/refunds/);
  const found = ours
    .filter((refund) => !hasKey(refund))
    .map(({ refundId }) => `payments made refund ${refundId} without an idempotency key`);
  if (ours.length > refunding)
    found.push(
      `the provider made ${plural(ours.length, 'refund')}, but the lab passed ${plural(refunding, 'request')}`,
    );
  return found;
}

const locksOf = ({ locks }: Ledgers): string[] =>
  locks.map((lock) => `a lock, lease or transaction was left: ${JSON.stringify(lock)}`);
