import { type Scenario } from '../scenario/scenario.ts';

/** From healing to quiescence, unless the scenario sets `livenessMs`. */
export const defaultLivenessMs = 10_000;
/**
 * The probe's own orders need no longer, except under the scenario's settings, which healing does not undo.
 */
export const afterProbeOf = ({ settings, livenessMs }: Scenario): number =>
  settings === undefined ? defaultLivenessMs : (livenessMs ?? defaultLivenessMs);
