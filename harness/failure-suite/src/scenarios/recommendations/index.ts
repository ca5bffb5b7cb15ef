import { type Scenario } from '../../scenario/scenario.ts';
import purchaseToldTwice from './purchase-told-twice.ts';
import recommendationsDead from './recommendations-dead.ts';
import recommendationsFlaky from './recommendations-flaky.ts';
import recommendationsGarbage from './recommendations-garbage.ts';
import recommendationsSlow from './recommendations-slow.ts';
import recommendationsTrickle from './recommendations-trickle.ts';
import suggestionsAnswerLost from './suggestions-answer-lost.ts';
import suggestionsSayWhereFrom from './suggestions-say-where-from.ts';

export const recommendationsScenarios: readonly Scenario[] = [
  recommendationsDead,
  recommendationsSlow,
  recommendationsFlaky,
  recommendationsGarbage,
  recommendationsTrickle,
  suggestionsAnswerLost,
  suggestionsSayWhereFrom,
  purchaseToldTwice,
];
