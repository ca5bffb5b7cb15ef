import { now, type WireEvidence } from '@holdfast/witness';
import { type Scenario } from '../scenario/scenario.ts';
import { type LiveStack } from '../system/live-stack.ts';
import { type LiveSystem } from '../system/live-system.ts';
import { patienceOf } from './patience.ts';

/** The wire as it is known at this moment. */
export function wireOf(
  { acts, lab }: Pick<LiveSystem, 'acts' | 'lab'>,
  { process: { up } }: Pick<LiveStack, 'process'>,
  { settings }: Scenario,
  healedAt: number,
): WireEvidence {
  const hasRedis = 'redis' in up.addresses || 'redis' in up.processes;
  const patienceMs = patienceOf(settings, hasRedis);
  return { acts, healedAt, patienceMs, events: lab.events(), wireReadAt: now() };
}
