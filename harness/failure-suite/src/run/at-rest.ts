import { messageOf } from '@holdfast/engine';
import { documentedBody, guardedRoutes } from '@holdfast/local-stack/documented-api';
import { type CustomerResponse, type Evidence } from '@holdfast/witness';
import { compareLedgers } from '../system/compare-ledgers.ts';
import { type LiveStack } from '../system/live-stack.ts';
import { type LiveSystem } from '../system/live-system.ts';
import { tooMuchBackground, type Traffic, trafficOn } from './background-traffic.ts';
import { heldAtRest, moreConnections } from './held-at-rest.ts';
import { keptJobs } from './kept-jobs.ts';
import { measuredAtRest } from './measured-at-rest.ts';
import { offeredAtRest } from './offered-at-rest.ts';
import { openedWithoutAKey } from './opened-without-a-key.ts';
import { outsideTheDatabases } from './outside-the-databases.ts';
import { refusedAtRest } from './refused-at-rest.ts';
import { shownToStrangers } from './shown-to-strangers.ts';

interface AtRest {
  readonly asked: Pick<
    Evidence,
    'differences' | 'totals' | 'held' | 'shownToStrangers' | 'metrics' | 'redisEntries'
  >;
  readonly faults: readonly string[];
}

const isCheckout = (name: string): boolean => /^checkout(-\d+)?$/.test(name);

/** To compare with, once everything is at rest again. */
export interface Before {
  /** The fewest before this scenario and before earlier ones on its stack. */
  readonly connectionsToRedis: number;
  readonly traffic: Traffic;
}

export async function measureBefore(stack: LiveStack): Promise<Before> {
  return {
    connectionsToRedis: await stack.fewestConnectionsToRedis(),
    traffic: await trafficOn(stack.lab),
  };
}

interface Asked {
  readonly system: LiveSystem;
  readonly stack: LiveStack;
  readonly before: Before;
  readonly signal: AbortSignal;
}

const faultsInto =
  (faults: string[], signal: AbortSignal) =>
  async <T>(fault: string, answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      signal.throwIfAborted();
      faults.push(`${fault}: ${messageOf(error)}`);
      return undefined;
    }
  };

/**
 * Asks the services for the differences between their ledgers and for all that they still hold, which changes
 * until they are at rest; as a stranger, for what customers got; and as a customer, for what must be refused.
 */
export async function askAtRest(
  { system, stack, before, signal }: Asked,
  responses: readonly CustomerResponse[],
): Promise<AtRest> {
  const faults: string[] = [];
  const checkouts = system.services.filter(isCheckout);
  const orFault = faultsInto(faults, signal);
  // Before the comparison, whose statements are background work.
  const busy = await orFault(
    'The lab did not count its messages at rest',
    trafficOn(stack.lab).then((traffic) => tooMuchBackground(before.traffic, traffic)),
  );
  const compared = await orFault('The ledgers could not be compared at rest', compareLedgers(system));
  const held = await orFault(
    'A service did not list what it holds at rest',
    heldAtRest(system, system.services, signal),
  );
  const more = await orFault(
    'Redis did not count its connections at rest',
    moreConnections(() => stack.connectionsToRedis(), before.connectionsToRedis, signal),
  );
  const shown = await orFault(
    'Checkout was not asked as a stranger',
    shownToStrangers(system, checkouts, responses),
  );
  const opened = await orFault(
    'A service was not asked for what needs a key',
    openedWithoutAKey(system, system.services, guardedRoutes, signal),
  );
  const offered = await orFault('The shop was not asked for its products', offeredAtRest(system, checkouts));
  const unmeasured = await orFault(
    'A service was not asked for what it measures at rest',
    measuredAtRest(system, system.services, () => stack.deadLetters(), signal),
  );
  const outside = await orFault('Metrics or Redis could not be read', outsideTheDatabases(system, stack));
  const kept = await orFault('The queues did not list handled jobs', stack.finishedJobs().then(keptJobs));
  const [copy = 'checkout'] = checkouts;
  const accepted = await orFault(
    'Checkout was not asked for what it must refuse',
    refusedAtRest(system, copy, responses, documentedBody('checkout', '/checkouts')),
  );
  const asked = {
    differences: compared?.differences,
    totals: compared?.totals,
    held: [...(held ?? []), ...(more ?? []), ...(busy ?? [])],
    shownToStrangers: shown,
    ...outside,
  };
  const wrong = [opened, offered, unmeasured, kept, accepted].flatMap((found) => found ?? []);
  return { asked, faults: [...faults, ...wrong] };
}
