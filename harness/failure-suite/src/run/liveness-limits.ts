import { type ArmedStrike } from '@holdfast/lab-api';
import { type Scenario } from '../scenario/scenario.ts';

/** From healing to quiescence, unless the scenario sets `livenessMs`. */
export const defaultLivenessMs = 10_000;
/**
 * The probe's own orders need no longer, with two exceptions. Healing does not undo the scenario's settings,
 * and a connection that a strike silenced stays so until its caller gives up.
 */
export function afterProbeOf(
  { settings, livenessMs }: Pick<Scenario, 'settings' | 'livenessMs'>,
  strikes: readonly ArmedStrike[],
): number {
  const leavesSilence = strikes.some(
    ({ state, action }) => state !== 'armed' && action.kind === 'black_hole',
  );
  return settings === undefined && !leavesSilence ? defaultLivenessMs : (livenessMs ?? defaultLivenessMs);
}
