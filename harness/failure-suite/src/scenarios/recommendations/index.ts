import { type Scenario } from '../../scenario/scenario.ts';
import purchaseDeliveredTwice from './purchase-delivered-twice.ts';
import purchaseOfLastWeekReturns from './purchase-of-last-week-returns.ts';
import recommendationsDead from './recommendations-dead.ts';
import recommendationsFlaky from './recommendations-flaky.ts';
import recommendationsGarbage from './recommendations-garbage.ts';
import recommendationsSlow from './recommendations-slow.ts';
import recommendationsTrickle from './recommendations-trickle.ts';
import suggestionsResponseLost from './suggestions-response-lost.ts';
import suggestionsNameTheirSource from './suggestions-name-their-source.ts';

export const recommendationsScenarios: readonly Scenario[] = [
  recommendationsDead,
  recommendationsSlow,
  recommendationsFlaky,
  recommendationsGarbage,
  recommendationsTrickle,
  suggestionsResponseLost,
  suggestionsNameTheirSource,
  purchaseDeliveredTwice,
  purchaseOfLastWeekReturns,
];
