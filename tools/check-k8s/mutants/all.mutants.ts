import { type Mutant } from './mutant.ts';
import { structure, security } from './objects.mutants.ts';
import { running, availability } from './pods.mutants.ts';
import { references, settings, shop } from './wiring.mutants.ts';
import { network } from './network.mutants.ts';
import { release } from './release.mutants.ts';

/** At least one for every rule. */
export const mutants: readonly Mutant[] = [
  ...structure,
  ...security,
  ...running,
  ...availability,
  ...references,
  ...settings,
  ...shop,
  ...network,
  ...release,
];
