import { type Evidence } from '../../run/evidence.ts';
import { type Ledgers } from '../../system/ledgers.ts';
import { isCheckout } from '../answers.ts';
import { type Invariant } from '../invariant.ts';
import { whileItRan } from './while-it-ran.ts';

/** What one request of a client may send to payments, and one drive of a job: the default of the pipeline. */
const attempts = 3;
/** How often the completer looks, ms. */
const completerMs = 1_000;

/** Beside the eleven: bounds, and what makes the ledgers believable. */
export const bounds: Invariant = {
  number: 12,
  says: 'Also while it ran a paid order had its charge and nothing went back; retries are bounded, no lock is left, and every charge passed the lab.',
  contradictions: (evidence) => [
    ...whileItRan(evidence),
    ...attemptsOf(evidence),
    ...unseenCharges(evidence),
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
  const asked = ledgers.answers.filter(isCheckout).length;
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
  const refunds = evidence.ledgers.refunds.filter(({ idempotencyKey }) => idempotencyKey !== null);
  const charging = requestsOn(evidence, 'payments->stripe', /^POST \/v1\/payment_intents/);
  const refunding = requestsOn(evidence, 'payments->stripe', /^POST \/v1\/refunds/);
  const found: string[] = [];
  if (charges.length > charging)
    found.push(`the provider made ${charges.length} charges, and the lab saw ${charging} requests for one`);
  if (refunds.length > refunding)
    found.push(`the provider made ${refunds.length} refunds, and the lab saw ${refunding} requests for one`);
  return found;
}

const locksOf = ({ locks }: Ledgers): string[] =>
  locks.map((lock) => `a lock, lease or transaction was left: ${JSON.stringify(lock)}`);
