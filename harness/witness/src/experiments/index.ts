import { bankAsksFirst } from './bank-asks-first.ts';
import { doubleClick } from './double-click.ts';
import { type Experiment } from './experiment.ts';
import { frozenDatabase } from './frozen-database.ts';
import { killPayments } from './kill-payments.ts';
import { lostAnswer } from './lost-answer.ts';
import { redisGone } from './redis-gone.ts';
import { retryStorm } from './retry-storm.ts';
import { slowSuggestions } from './slow-suggestions.ts';
import { threeDeploys } from './three-deploys.ts';
import { webhookTwice } from './webhook-twice.ts';

/** The guided experiments, in their order. */
export const experiments: readonly Experiment[] = [
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
