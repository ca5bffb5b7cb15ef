import { messageOf } from '@holdfast/engine';
import { type Evidence } from '@holdfast/witness';
import { compareLedgers } from '../system/compare-ledgers.ts';
import { type LiveStack } from '../system/live-stack.ts';
import { type LiveSystem } from '../system/live-system.ts';
import { heldAtRest, moreConnections } from './held-at-rest.ts';

interface AtRest {
  readonly asked: Pick<Evidence, 'differences' | 'held'>;
  readonly faults: readonly string[];
}

interface Asked {
  readonly system: LiveSystem;
  readonly stack: LiveStack;
  /** To Redis: the fewest before this scenario and before earlier ones on its stack. */
  readonly connectionsBefore: number;
  readonly signal: AbortSignal;
}

/**
 * Asks the services for the differences between their ledgers, and for all that they still hold. Before they
 * are at rest, ledgers differ, and much is held.
 */
export async function askAtRest({ system, stack, connectionsBefore, signal }: Asked): Promise<AtRest> {
  const faults: string[] = [];
  const orFault = async <T>(fault: string, answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      signal.throwIfAborted();
      faults.push(`${fault}: ${messageOf(error)}`);
      return undefined;
    }
  };
  const differences = await orFault('The ledgers could not be compared at rest', compareLedgers(system));
  const held = await orFault(
    'A service did not list what it holds at rest',
    heldAtRest(system, system.services, signal),
  );
  const more = await orFault(
    'Redis did not count its connections at rest',
    moreConnections(() => stack.connectionsToRedis(), connectionsBefore, signal),
  );
  return { asked: { differences, held: [...(held ?? []), ...(more ?? [])] }, faults };
}
