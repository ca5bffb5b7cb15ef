import { type Scenario } from '../../scenario/scenario.ts';
import webhookOfAnotherAmount from './webhook-of-another-amount.ts';
import dashboardRefundThenTheRest from './dashboard-refund-then-the-rest.ts';
import refundFailsByWebhook from './refund-fails-by-webhook.ts';
import refundReturnedByTheBank from './refund-returned-by-the-bank.ts';
import refundSettledByWebhook from './refund-settled-by-webhook.ts';
import webhookAnswerLost from './webhook-answer-lost.ts';
import webhookBeforeAnswer from './webhook-before-answer.ts';
import webhookFiveAtOnce from './webhook-five-at-once.ts';
import webhookForged from './webhook-forged.ts';
import webhookLostWithAnswer from './webhook-lost-with-answer.ts';
import webhookNotRecorded from './webhook-not-recorded.ts';
import webhookReplayed from './webhook-replayed.ts';
import webhookRequestLost from './webhook-request-lost.ts';
import webhookTenMinutesOld from './webhook-ten-minutes-old.ts';
import webhookWhilePostgresHangs from './webhook-while-postgres-hangs.ts';
import webhooksHeldUp from './webhooks-held-up.ts';
import webhooksLateAndTwice from './webhooks-late-and-twice.ts';
import webhooksOutOfOrder from './webhooks-out-of-order.ts';
import webhooksRefusedAreCounted from './webhooks-refused-are-counted.ts';

export const webhooksScenarios: readonly Scenario[] = [
  dashboardRefundThenTheRest,
  refundFailsByWebhook,
  refundReturnedByTheBank,
  refundSettledByWebhook,
  webhookAnswerLost,
  webhookBeforeAnswer,
  webhookFiveAtOnce,
  webhookForged,
  webhookLostWithAnswer,
  webhookNotRecorded,
  webhookReplayed,
  webhookRequestLost,
  webhookTenMinutesOld,
  webhookWhilePostgresHangs,
  webhooksHeldUp,
  webhooksLateAndTwice,
  webhooksOutOfOrder,
  webhooksRefusedAreCounted,
  webhookOfAnotherAmount,
];
