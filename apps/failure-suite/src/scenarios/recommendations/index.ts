import { type Scenario } from '../../scenario/scenario.ts';
import recommendationsDead from './recommendations-dead.ts';
import recommendationsGarbage from './recommendations-garbage.ts';
import recommendationsSlow from './recommendations-slow.ts';
import recommendationsTrickle from './recommendations-trickle.ts';

export const recommendationsScenarios: readonly Scenario[] = [
  recommendationsDead,
  recommendationsSlow,
  recommendationsGarbage,
  recommendationsTrickle,
];
