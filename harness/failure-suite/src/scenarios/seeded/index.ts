import { type Scenario } from '../../scenario/scenario.ts';
import clientNamesItsOwnPrice from './client-names-its-own-price.ts';
import deadlineReachesTheProvider from './deadline-reaches-the-provider.ts';
import mailNotWrittenDown from './mail-not-written-down.ts';
import noSecretInALog from './no-secret-in-a-log.ts';
import oneMessageDeliveredTwiceAtOnce from './one-message-delivered-twice-at-once.ts';
import oneReceiptJobTwiceAtOnce from './one-receipt-job-twice-at-once.ts';
import pausedCopyWakesAfterTheRefund from './paused-copy-wakes-after-the-refund.ts';
import queueRefusesAReceipt from './queue-refuses-a-receipt.ts';
import refundNewsOutOfOrder from './refund-news-out-of-order.ts';
import retriesAreSpreadByChance from './retries-are-spread-by-chance.ts';
import sameOrderOfAnotherCaller from './same-order-of-another-caller.ts';
import slowClockKeepsItsOrders from './slow-clock-keeps-its-orders.ts';
import twoRefundsOfOneOrder from './two-refunds-of-one-order.ts';

/** What no other scenario looks at: each finds a seeded bug that went unseen without it. */
export const seededScenarios: readonly Scenario[] = [
  sameOrderOfAnotherCaller,
  clientNamesItsOwnPrice,
  slowClockKeepsItsOrders,
  deadlineReachesTheProvider,
  retriesAreSpreadByChance,
  pausedCopyWakesAfterTheRefund,
  refundNewsOutOfOrder,
  queueRefusesAReceipt,
  mailNotWrittenDown,
  oneReceiptJobTwiceAtOnce,
  oneMessageDeliveredTwiceAtOnce,
  noSecretInALog,
  twoRefundsOfOneOrder,
];
