import { messageOf } from '@holdfast/engine';
import { type LiveStack } from '../system/live-stack.ts';
import { type LiveSystem } from '../system/live-system.ts';

/** Started before the services, which are not ready without them. */
const servers = ['postgres', 'redis', 'mail', 'failure-lab', 'stripe-simulator'];

/**
 * Undoes everything that a scenario broke: strikes, faults, and processes that are down, paused or cut off.
 */
async function heal(system: LiveSystem, stack: LiveStack): Promise<void> {
  await system.lab.heal();
  await system.simulator.clearFaults();
  const { appliedFaults } = stack.process;
  await Promise.all([...appliedFaults.cutOff].map((name) => system.process(name).reconnect()));
  await Promise.all([...appliedFaults.paused].map((name) => system.process(name).resume()));
  const down = [...appliedFaults.down];
  const start = (names: readonly string[]): Promise<unknown> =>
    Promise.all(names.map((name) => system.process(name).start()));
  await start(down.filter((name) => servers.includes(name)));
  await start(down.filter((name) => !servers.includes(name)));
}

/** Returns the reason if that failed. */
export async function tryToHeal(system: LiveSystem, stack: LiveStack): Promise<string[]> {
  try {
    await heal(system, stack);
    return [];
  } catch (error) {
    return [`Healing failed: ${messageOf(error)}`];
  }
}
