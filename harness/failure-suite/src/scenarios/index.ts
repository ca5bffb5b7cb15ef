import { type Scenario } from '../scenario/scenario.ts';
import { anyOrderScenarios } from './any-order/index.ts';
import { bandwidthScenarios } from './bandwidth/index.ts';
import { changeScenarios } from './change/index.ts';
import { confirmationScenarios } from './confirmation/index.ts';
import { crashScenarios } from './crash/index.ts';
import { disputesScenarios } from './disputes/index.ts';
import { experimentScenarios } from './experiments/index.ts';
import { homogeneousScenarios } from './homogeneous/index.ts';
import { mailScenarios } from './mail/index.ts';
import { outageScenarios } from './outages/index.ts';
import { overloadScenarios } from './overload/index.ts';
import { paymentScenarios } from './payment/index.ts';
import { postgresScenarios } from './postgres/index.ts';
import { processesScenarios } from './processes/index.ts';
import { racesScenarios } from './races/index.ts';
import { recommendationsScenarios } from './recommendations/index.ts';
import { redisScenarios } from './redis/index.ts';
import { refundsScenarios } from './refunds/index.ts';
import { seededScenarios } from './seeded/index.ts';
import { slowBanksScenarios } from './slow-banks/index.ts';
import { transportScenarios } from './transport/index.ts';
import { webhooksScenarios } from './webhooks/index.ts';

/** All handwritten scenarios. */
export const scenariosByHand: readonly Scenario[] = [
  ...paymentScenarios,
  ...confirmationScenarios,
  ...webhooksScenarios,
  ...postgresScenarios,
  ...crashScenarios,
  ...processesScenarios,
  ...racesScenarios,
  ...changeScenarios,
  ...redisScenarios,
  ...mailScenarios,
  ...recommendationsScenarios,
  ...outageScenarios,
  ...overloadScenarios,
  ...bandwidthScenarios,
  ...transportScenarios,
  ...homogeneousScenarios,
  ...seededScenarios,
  ...disputesScenarios,
  ...refundsScenarios,
  ...anyOrderScenarios,
  ...slowBanksScenarios,
  ...experimentScenarios,
];
