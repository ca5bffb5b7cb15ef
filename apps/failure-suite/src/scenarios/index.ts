import { type Scenario } from '../scenario/scenario.ts';
import { changeScenarios } from './change/index.ts';
import { crashScenarios } from './crash/index.ts';
import { paymentScenarios } from './payment/index.ts';
import { postgresScenarios } from './postgres/index.ts';
import { racesScenarios } from './races/index.ts';
import { webhooksScenarios } from './webhooks/index.ts';

/** Every scenario that is told by hand. */
export const scenariosByHand: readonly Scenario[] = [
  ...paymentScenarios,
  ...webhooksScenarios,
  ...postgresScenarios,
  ...crashScenarios,
  ...racesScenarios,
  ...changeScenarios,
];
