import { type Scenario } from '../../scenario/scenario.ts';
import newsBeforeTheChargeIsRecorded from './news-before-the-charge-is-recorded.ts';
import webhookWithAnotherAmount from './webhook-with-another-amount.ts';
import sameNewsAgain from './same-news-again.ts';
import dashboardRefundNeverReported from './dashboard-refund-never-reported.ts';
import dashboardRefundThenTheRest from './dashboard-refund-then-the-rest.ts';
import oldRefundNeverReported from './old-refund-never-reported.ts';
import refundFailsByWebhook from './refund-fails-by-webhook.ts';
import refundNeverReported from './refund-never-reported.ts';
import refundReturnedByTheBank from './refund-returned-by-the-bank.ts';
import refundSettledByWebhook from './refund-settled-by-webhook.ts';
import webhookResponseLost from './webhook-response-lost.ts';
import webhookBeforeResponse from './webhook-before-response.ts';
import webhookDeliveredFiveTimes from './webhook-delivered-five-times.ts';
import webhookForged from './webhook-forged.ts';
import webhookAndResponseLost from './webhook-and-response-lost.ts';
import webhookNotRecorded from './webhook-not-recorded.ts';
import webhookReplayed from './webhook-replayed.ts';
import webhookRequestLost from './webhook-request-lost.ts';
import webhookTenMinutesOld from './webhook-ten-minutes-old.ts';
import webhookWhilePostgresHangs from './webhook-while-postgres-hangs.ts';
import webhooksHeldUp from './webhooks-held-up.ts';
import webhooksDuplicatedAndReversed from './webhooks-duplicated-and-reversed.ts';
import webhooksOutOfOrder from './webhooks-out-of-order.ts';
import refusedWebhooksAreCounted from './refused-webhooks-are-counted.ts';

export const webhooksScenarios: readonly Scenario[] = [
  ...newsBeforeTheChargeIsRecorded,
  dashboardRefundNeverReported,
  dashboardRefundThenTheRest,
  refundFailsByWebhook,
  refundNeverReported,
  oldRefundNeverReported,
  refundReturnedByTheBank,
  refundSettledByWebhook,
  webhookResponseLost,
  webhookBeforeResponse,
  webhookDeliveredFiveTimes,
  webhookForged,
  webhookAndResponseLost,
  webhookNotRecorded,
  webhookReplayed,
  webhookRequestLost,
  webhookTenMinutesOld,
  webhookWhilePostgresHangs,
  webhooksHeldUp,
  webhooksDuplicatedAndReversed,
  webhooksOutOfOrder,
  refusedWebhooksAreCounted,
  webhookWithAnotherAmount,
  ...sameNewsAgain,
];
