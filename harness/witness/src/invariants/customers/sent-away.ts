import { type Invariant } from '../invariant.ts';
import { type Evidence } from '../evidence.ts';
import {
  addressIn,
  bodyOf,
  callerOf,
  isCheckout,
  isFinal,
  keyOf,
  requestOf,
  responsesIn,
  summaryOf,
} from '../responses.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { groupBy, text } from '../rows.ts';

const setting = 'LIMIT_CHECKOUTS_PER_EMAIL_HOUR';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** How long each limit counts, seconds. */
const periods: Readonly<Record<string, number>> = {
  checkouts_per_address: minute,
  checkouts_per_email: hour,
  declines_per_address: hour,
  keys_per_address: hour,
  refunds_per_email: day,
  emails_per_recipient: day,
};

/** Their counters begin within the scenario: its customers have addresses of their own. */
const ofOneCustomer = new Set(['checkouts_per_email', 'refunds_per_email', 'emails_per_recipient']);
/** Retry-After has whole seconds. */
const roundedMs = 1_000;

/** 38. The number of attempts is judged where a scenario sets the limit. */
export const sentAway: Invariant = {
  number: 38,
  says: 'A limit sends a customer away only after as many attempts as it allows, and until it counts them no longer. An attempt that the shop refused because it could not sell is none of them. It sends away no repeat of an accepted request.',
  contradictions: (evidence) => [...tooEarly(evidence), ...forAnotherTime(evidence), ...repeats(evidence)],
};

function tooEarly(evidence: Evidence): string[] {
  const allowed = Number(limitIn(evidence));
  const checkouts = responsesIn(evidence).filter(isCheckout);
  return checkouts.filter(isSentAway).flatMap((response) => {
    const counted = checkouts.filter(
      (other) => isOfSame(response, other) && other.startedAt < response.endedAt && mayCount(other),
    );
    return counted.length < allowed
      ? [`${summaryOf(response)} after ${counted.length} attempts; the limit is ${allowed}`]
      : [];
  });
}

const forAnotherTime = (evidence: Evidence): string[] =>
  responsesIn(evidence).flatMap((response) => {
    const limit = response.status === 429 ? text(bodyOf(response), 'limit') : '';
    const period = periods[limit];
    const seconds = Number(response.headers['retry-after']);
    if (period === undefined) return [];
    const least = ofOneCustomer.has(limit) ? leastOf(evidence, period, response) : 0;
    return seconds > period || seconds < least
      ? [`${summaryOf(response)} with Retry-After: ${seconds}; the limit counts for ${period} s`]
      : [];
  });

/** The seconds that are left of a count that began with the scenario. One may make it older, too. */
const leastOf = ({ startedAt, scenario }: Evidence, period: number, { endedAt }: CustomerResponse): number =>
  scenario.isBackdated === true ? 0 : period - (endedAt - startedAt + roundedMs) / 1_000;

function repeats(evidence: Evidence): string[] {
  const keyed = responsesIn(evidence).filter((response) => keyOf(response) !== undefined);
  const ofKey = groupBy(keyed, (response) => `${callerOf(response)} ${keyOf(response) ?? ''}`);
  return [...ofKey.values()].flatMap((responses) =>
    responses.filter(isOverLimit).flatMap((refused) => {
      const accepted = responses.find(
        (other) =>
          isAccepted(other) && other.endedAt < refused.startedAt && requestOf(other) === requestOf(refused),
      );
      return accepted === undefined
        ? []
        : [`${summaryOf(refused)}, although ${summaryOf(accepted)} came before`];
    }),
  );
}

/** Undefined if the scenario does not set it: no count is below that. */
function limitIn({ scenario: { settings = {} } }: Evidence): unknown {
  const { checkout } = settings;
  return typeof checkout === 'object' ? checkout[setting] : settings[setting];
}

const isSentAway = (response: CustomerResponse): boolean =>
  isOverLimit(response) && text(bodyOf(response), 'limit') === 'checkouts_per_email';

const isOverLimit = (response: CustomerResponse): boolean =>
  response.status === 429 && text(bodyOf(response), 'code') === 'too_many_attempts';

const isAccepted = (response: CustomerResponse): boolean => response.status === 202 || isFinal(response);

const isOfSame = (one: CustomerResponse, other: CustomerResponse): boolean =>
  addressIn(one.sent).toLowerCase() === addressIn(other.sent).toLowerCase();

/** A response that was lost may have been of an attempt that counts. */
const mayCount = ({ status }: CustomerResponse): boolean => ![429, 503].includes(status);
