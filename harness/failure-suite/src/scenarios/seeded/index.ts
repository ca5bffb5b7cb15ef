import { type Scenario } from '../../scenario/scenario.ts';
import clientNamesItsOwnPrice from './client-names-its-own-price.ts';
import deadlineReachesTheProvider from './deadline-reaches-the-provider.ts';
import emailNotRecorded from './email-not-recorded.ts';
import noSecretInALog from './no-secret-in-a-log.ts';
import messageDeliveredTwiceConcurrently from './message-delivered-twice-concurrently.ts';
import receiptJobDeliveredTwice from './receipt-job-delivered-twice.ts';
import pausedInstanceWakesAfterTheRefund from './paused-instance-wakes-after-the-refund.ts';
import receiptJobLostOnEnqueue from './receipt-job-lost-on-enqueue.ts';
import refundEventsOutOfOrder from './refund-events-out-of-order.ts';
import retriesAreJittered from './retries-are-jittered.ts';
import sameOrderFromAnotherCaller from './same-order-from-another-caller.ts';
import slowClockKeepsItsOrders from './slow-clock-keeps-its-orders.ts';
import twoRefundsOfOneOrder from './two-refunds-of-one-order.ts';

/** Scenarios that find seeded bugs which no other scenario found. */
export const seededScenarios: readonly Scenario[] = [
  sameOrderFromAnotherCaller,
  clientNamesItsOwnPrice,
  slowClockKeepsItsOrders,
  deadlineReachesTheProvider,
  retriesAreJittered,
  pausedInstanceWakesAfterTheRefund,
  refundEventsOutOfOrder,
  receiptJobLostOnEnqueue,
  emailNotRecorded,
  receiptJobDeliveredTwice,
  messageDeliveredTwiceConcurrently,
  noSecretInALog,
  twoRefundsOfOneOrder,
];
