import { type Evidence } from '../../run/evidence.ts';
import { type Ledgers } from '../../system/ledgers.ts';
import { isCheckout } from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { whileItRan } from './while-it-ran.ts';

type Refund = Ledgers['refunds'][number];

/** What one request of a client may send to payments, and one drive of a job: the default of the pipeline. */
const attempts = 3;
/** How often the completer looks, ms. */
const completerMs = 1_000;

/** Beside the eleven: bounds, and what makes the ledgers believable. */
export const bounds: Invariant = {
  number: 12,
  says: 'Also while it ran a paid order had its charge and nothing went back; retries are bounded, no lock is left, and every charge and refund of ours passed the lab.',
  contradictions: (evidence) => [
    ...whileItRan(evidence),
    ...attemptsOf(evidence),
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

/** The completer goes on for what customers were told is pending, whoever still asks. */
function attemptsOf(evidence: Evidence): string[] {
  const { ledgers, startedAt } = evidence;
  const sent = requestsOn(evidence, 'checkout->payments', /^POST \/payments$/);
  const asked = ledgers.responses.filter(isCheckout).length;
  const drives = ledgers.orders.length * Math.ceil((ledgers.readAt - startedAt) / completerMs);
  const allowed = attempts * (asked + drives);
  if (asked === 0 || sent <= allowed) return [];
  return [
    `checkout sent POST /payments ${sent} times for ${asked} requests of customers: at most ${allowed} are right`,
  ];
}

/** The provider's ledger cannot know of more than the lab let through: else a connection goes around it. */
function unseenCharges(evidence: Evidence): string[] {
  const { charges } = evidence.ledgers;
  const charging = requestsOn(evidence, 'payments->stripe', /^POST \/v1\/payment_intents/);
  return charges.length > charging
    ? [`the provider made ${charges.length} charges, and the lab saw ${charging} requests for one`]
    : [];
}

/** Only refunds that the scenario made in the dashboard pass no lab and need no key: metadata and a key are what payments gives each of its own. */
function unseenRefunds(evidence: Evidence): string[] {
  const { refunds } = evidence.ledgers;
  const hasKey = ({ idempotencyKey }: Refund): boolean => idempotencyKey !== null;
  const ours = refunds.filter((refund) => hasKey(refund) || Object.keys(refund.metadata).length > 0);
  const refunding = requestsOn(evidence, 'payments->stripe', /^POST \/v1\/refunds/);
  const found = ours
    .filter((refund) => !hasKey(refund))
    .map(({ refundId }) => `payments made refund ${refundId} without an idempotency key`);
  if (ours.length > refunding)
    found.push(`the provider made ${ours.length} refunds, and the lab saw ${refunding} requests for one`);
  return found;
}

const locksOf = ({ locks }: Ledgers): string[] =>
  locks.map((lock) => `a lock, lease or transaction was left: ${JSON.stringify(lock)}`);
