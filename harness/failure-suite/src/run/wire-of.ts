import { now, type WireEvidence } from '@holdfast/witness';
import { type Scenario } from '../scenario/scenario.ts';
import { type LiveSystem } from '../system/live-system.ts';
import { patienceOf } from './patience.ts';

/** The wire as it is known at this moment. */
export function wireOf(
  { acts, lab }: Pick<LiveSystem, 'acts' | 'lab'>,
  { settings }: Scenario,
  healedAt: number,
): WireEvidence {
  return { acts, healedAt, patienceMs: patienceOf(settings), events: lab.events(), wireReadAt: now() };
}
