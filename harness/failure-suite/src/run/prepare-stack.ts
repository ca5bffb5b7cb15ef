import { messageOf } from '@holdfast/engine';
import { awaitQuiescence, beforeScenario } from '@holdfast/witness';
import { type Scenario } from '../scenario/scenario.ts';
import { type LiveStack } from '../system/live-stack.ts';
import { LiveSystem } from '../system/live-system.ts';
import { bypassesTheLab } from './bypasses-the-lab.ts';
import { customersOf } from './customers-of.ts';
import { forgetFailures } from './earlier-failures.ts';
import { afterProbeOf } from './liveness-limits.ts';
import { probe, shop } from './probe.ts';

/** Leaves nothing of earlier scenarios on the stack. Returns the reasons if it is not usable. */
export async function prepareStack(
  scenario: Scenario,
  stack: LiveStack,
  tag: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await stack.sweep();
  const systemOf = (part: string): LiveSystem =>
    new LiveSystem(
      stack,
      { tag: `${beforeScenario}${part}-${tag}`, ...customersOf(scenario, 'gate') },
      signal,
    );
  const unread = await forgetEarlier(stack, systemOf('forget'));
  if (unread.length > 0) return unread;
  const limitMs = afterProbeOf(scenario, []);
  const failures = stack.isProven ? [] : await gate(systemOf('gate'), stack, limitMs, signal);
  return failures.length > 0 ? failures : forget(systemOf('forget'), stack, limitMs, signal);
}

/** Checkout reports a charge that it cannot refund until the money is returned, to later scenarios, too. */
const failedRefundsAreReturned =
  "update orphaned_charge_refund set settled_at = 'infinity' where status = 'failed'";

async function forgetEarlier(stack: LiveStack, system: LiveSystem): Promise<readonly string[]> {
  try {
    await stack.forgetDeadLetters();
    await stack.ageJobs();
    await system.query('checkout', failedRefundsAreReturned);
    return [];
  } catch (error) {
    return [`what earlier scenarios left cannot be forgotten: ${messageOf(error)}`];
  }
}

/** Places an order at every instance before anything breaks, and removes its traces. */
async function gate(
  system: LiveSystem,
  stack: LiveStack,
  limitMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const failures = await probe(system, stack, signal);
  if (failures.length > 0) return failures;
  const { bypassing } = await stack.process.socketsThatBypass();
  if (bypassing.length > 0) return bypassing.map(bypassesTheLab);
  return removeTraces(system, stack, limitMs, signal);
}

async function forget(
  system: LiveSystem,
  stack: LiveStack,
  limitMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  let rounds = 0;
  const shopAgain = (round: number): Promise<void> => {
    rounds += 1;
    return shop(system, stack, round);
  };
  const left = await forgetFailures(stack, shopAgain, signal);
  return rounds === 0 ? left : [...left, ...(await removeTraces(system, stack, limitMs, signal))];
}

async function removeTraces(
  system: LiveSystem,
  stack: LiveStack,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { unfinished } = await awaitQuiescence(system, { timeoutMs, signal });
  await stack.sweep();
  return unfinished;
}
