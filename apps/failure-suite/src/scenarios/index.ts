import { type Scenario } from '../scenario/scenario.ts';
import { paymentsAnswerLost } from './payments-answer-lost.ts';

/** Every scenario that somebody wrote by hand. Each group has an index of its own beside its files. */
export const scenarios: readonly Scenario[] = [paymentsAnswerLost];
