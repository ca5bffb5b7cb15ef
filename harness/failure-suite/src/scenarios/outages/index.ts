import { type Scenario } from '../../scenario/scenario.ts';
import agesOfWhatWaits from './ages-of-what-waits.ts';
import everythingWhileEmailIsDown from './everything-while-email-is-down.ts';
import everythingWhileMailIsDown from './everything-while-mail-is-down.ts';
import everythingWhileOneCheckoutIsDown from './everything-while-one-checkout-is-down.ts';
import everythingWhilePaymentsIsDown from './everything-while-payments-is-down.ts';
import everythingWhilePostgresIsDown from './everything-while-postgres-is-down.ts';
import everythingWhileProviderIsDown from './everything-while-provider-is-down.ts';
import everythingWhileRecommendationsIsDown from './everything-while-recommendations-is-down.ts';
import everythingWhileRedisIsDown from './everything-while-redis-is-down.ts';

/** One outage per scenario: the rows of the report's table of users and outages. */
import startedDuringAnOutage from './started-during-an-outage.ts';

export const outageScenarios: readonly Scenario[] = [
  everythingWhileOneCheckoutIsDown,
  everythingWhilePaymentsIsDown,
  everythingWhileProviderIsDown,
  everythingWhileRecommendationsIsDown,
  everythingWhileEmailIsDown,
  everythingWhileMailIsDown,
  everythingWhileRedisIsDown,
  everythingWhilePostgresIsDown,
  ...startedDuringAnOutage,
  agesOfWhatWaits,
];
