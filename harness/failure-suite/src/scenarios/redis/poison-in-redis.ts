import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { NotHit } from '@holdfast/engine';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid, passed } from '../expectations.ts';
import {
  asList,
  asOtherJson,
  asText,
  forgetKeys,
  isReplaced,
  type Poison,
  poison,
  restartCheckouts,
} from '../poison.ts';
import { wrongJobs } from '../wrong-jobs.ts';
import { expectSuggestions, suggestionsFor, suggestionsShown } from '../suggestions-seen.ts';

/** Instances that have forgotten their own entries read the poisoned ones while recommendations is down. */
async function poisonedCache(system: System, how: Poison): Promise<void> {
  const entries = 'holdfast:checkout:recommendations:*';
  await forgetKeys(system, entries);
  const ada = system.shopper('Ada');
  expectSuggestions(await suggestionsFor(ada), 'live');
  const keys = await system.until('the entry is stored', () =>
    poison(system, entries, how).catch((error: unknown) => error instanceof NotHit && false),
  );
  await restartCheckouts(system);
  const outage = await system.lab.fault('checkout->recommendations', { kind: 'status', status: 503 });
  for (let visit = 0; visit < 4; visit += 1) expectSuggestions(await suggestionsShown(ada), 'default');
  await outage.struck();
  if (passed(system, 'checkout->redis', 'request', 'GETRANGE').length === 0)
    throw new NotHit('No instance of checkout read the poisoned entries.');
  await isReplaced(system, keys);
}

async function poisonedCounters(system: System, how: Poison): Promise<void> {
  const counters = '{holdfast:attempts}:checkouts*';
  await forgetKeys(system, counters);
  const ada = system.shopper('Ada');
  expectPaid(await ada.checkOut());
  const keys = await poison(system, counters, how);
  for (let order = 0; order < 4; order += 1) expectPaid(await ada.checkOut());
  await isReplaced(system, keys);
}

async function poisonedGeneration(system: System, how: Poison): Promise<void> {
  await isMailed(system, expectPaid(await system.shopper('Ada').checkOut()));
  const keys = await poison(system, 'holdfast:queue-generation', how);
  const orders = [expectPaid(await system.shopper('Grace').checkOut())];
  await restartCheckouts(system);
  orders.push(expectPaid(await system.shopper('Edsger').checkOut()));
  for (const orderId of orders) assert.equal((await isMailed(system, orderId)).length, 1);
  await isReplaced(system, keys);
}

const base = {
  needs: 'redis',
  cell: { edge: 'checkout->redis', fault: 'poison', phase: 'throughout' },
  // A breaker for recommendations stays open for up to 15 s plus 20% jitter.
  livenessMs: 25_000,
} as const;

const jobs = {
  broken:
    'The queue contains three jobs that its consumer cannot handle: a wrong payload, an unknown name, no envelope.',
  customerSees: 'Nothing: orders are paid, and receipts arrive as usual.',
  poison: 3,
};
const cache = {
  customerSees: 'Popular products, with a notice. The unusable entries are gone.',
  proves: ['recommendations.fallback', 'recommendations.recovery'],
} as const;
const counters = {
  customerSees: 'Orders are paid as usual, and attempts are counted again.',
  proves: ['checkout.fallback', 'checkout.recovery'],
} as const;
const generation = {
  customerSees: 'Orders are paid as usual. Each receipt arrives once.',
  proves: ['receipt.recovery', 'receipt.idempotency'],
} as const;

export default [
  {
    ...base,
    ...jobs,
    name: 'poison-jobs-for-email',
    proves: ['receipt.recovery'],
    run: (system) =>
      wrongJobs(system, {
        queue: 'email',
        name: 'send-receipt',
        payload: { version: 1, orderId: 'not an order' },
        reason: /does not match its schema/,
      }),
  },
  {
    ...base,
    ...jobs,
    name: 'poison-jobs-for-checkout',
    proves: ['payment.recovery'],
    run: (system) =>
      wrongJobs(system, {
        queue: 'checkout',
        name: 'payment-settled',
        payload: { version: 1, orderId: 7 },
        reason: /does not match its schema/,
      }),
  },
  {
    ...base,
    ...jobs,
    name: 'poison-jobs-for-recommendations',
    proves: ['recommendations.recovery'],
    run: (system) =>
      wrongJobs(system, {
        queue: 'recommendations',
        name: 'order-paid',
        payload: { version: 99 },
        reason: /version 99, which this consumer does not support/,
      }),
  },
  {
    ...base,
    ...cache,
    name: 'poison-cache-of-half-an-entry',
    broken: 'Recommendations returns 503, and the cached suggestions in Redis are cut off in the middle.',
    run: (system) => poisonedCache(system, asText),
  },
  {
    ...base,
    ...cache,
    name: 'poison-cache-of-another-shape',
    broken: 'Recommendations returns 503, and the cached suggestions in Redis are JSON of another shape.',
    run: (system) => poisonedCache(system, asOtherJson),
  },
  {
    ...base,
    ...cache,
    name: 'poison-cache-of-another-type',
    broken: 'Recommendations returns 503, and the cached suggestions in Redis are lists instead of text.',
    run: (system) => poisonedCache(system, asList),
  },
  {
    ...base,
    ...counters,
    name: 'poison-counters-of-text',
    broken: 'The counters of attempts in Redis hold text instead of numbers.',
    run: (system) => poisonedCounters(system, asText),
  },
  {
    ...base,
    ...counters,
    name: 'poison-counters-of-another-type',
    broken: 'The counters of attempts in Redis are lists instead of numbers.',
    run: (system) => poisonedCounters(system, asList),
  },
  {
    ...base,
    ...generation,
    name: 'poison-generation-of-text',
    broken: 'The key by which relays recognize the data of Redis holds text; then checkout is restarted.',
    run: (system) => poisonedGeneration(system, asText),
  },
  {
    ...base,
    ...generation,
    name: 'poison-generation-of-another-type',
    broken: 'The key by which relays recognize the data of Redis is a list; then checkout is restarted.',
    run: (system) => poisonedGeneration(system, asList),
  },
] satisfies readonly Scenario[];
