import { createHash } from 'node:crypto';
import { type Scenario } from '../scenario/scenario.ts';

/** The seeds of what its customers draw: the same in each run, and different for each scenario. */
export function seedsOf(
  { seed = 0, name }: Pick<Scenario, 'seed' | 'name'>,
  part: 'gate' | 'scenario',
): readonly [number, number] {
  return [seed, createHash('sha256').update(`${part} ${name}`).digest().readUInt32LE()];
}
