import { type Scenario } from '../../scenario/scenario.ts';
import bankAsksFirst from './experiment-bank-asks-first.ts';
import doubleClick from './experiment-double-click.ts';
import frozenDatabase from './experiment-frozen-database.ts';
import killPayments from './experiment-kill-payments.ts';
import lostAnswer from './experiment-lost-answer.ts';
import redisGone from './experiment-redis-gone.ts';
import retryStorm from './experiment-retry-storm.ts';
import slowSuggestions from './experiment-slow-suggestions.ts';
import threeDeploys from './experiment-three-deploys.ts';
import webhookTwice from './experiment-webhook-twice.ts';

/** The guided experiments of the lab. */
export const experimentScenarios: readonly Scenario[] = [
  doubleClick,
  lostAnswer,
  killPayments,
  slowSuggestions,
  redisGone,
  threeDeploys,
  bankAsksFirst,
  retryStorm,
  webhookTwice,
  frozenDatabase,
];
