import { type Scenario } from '../../scenario/scenario.ts';
import dashboardPartBeforeOurs from './dashboard-part-before-ours.ts';
import dashboardRefundsReturnedAtOnce from './dashboard-refunds-returned-at-once.ts';
import linesRefundedTwice from './lines-refunded-twice.ts';
import partAboveWhatIsLeft from './part-above-what-is-left.ts';
import partAndDashboardPart from './part-and-dashboard-part.ts';
import partReplayed from './part-replayed.ts';
import partResponseLost from './part-response-lost.ts';
import partReturnedByTheBank from './part-returned-by-the-bank.ts';
import partThatNoLongerFits from './part-that-no-longer-fits.ts';
import partWhilePaymentsDiesAtEachCommit from './part-while-payments-dies-at-each-commit.ts';
import partsUntilNothingIsLeft from './parts-until-nothing-is-left.ts';
import partsAtPaymentsAtOnce from './parts-at-payments-at-once.ts';
import productInTwoLines from './product-in-two-lines.ts';
import refundCanceledByTheShop from './refund-canceled-by-the-shop.ts';
import refundInDoubtBehindOthers from './refund-in-doubt-behind-others.ts';
import refundOfAnOpenPayment from './refund-of-an-open-payment.ts';
import refundRequestedTooLate from './refund-requested-too-late.ts';
import refundWithoutFunds from './refund-without-funds.ts';
import restBeforeAPartIsKnown from './rest-before-a-part-is-known.ts';
import twoPartsAtOnce from './two-parts-at-once.ts';
import refundSettledBeforeItsResponse from './refund-settled-before-its-response.ts';
import refundPendingForLong from './refund-pending-for-long.ts';

export const refundsScenarios: readonly Scenario[] = [
  dashboardRefundsReturnedAtOnce,
  linesRefundedTwice,
  partAboveWhatIsLeft,
  partAndDashboardPart,
  dashboardPartBeforeOurs,
  partReplayed,
  partResponseLost,
  partReturnedByTheBank,
  partThatNoLongerFits,
  partWhilePaymentsDiesAtEachCommit,
  partsUntilNothingIsLeft,
  partsAtPaymentsAtOnce,
  productInTwoLines,
  refundCanceledByTheShop,
  refundInDoubtBehindOthers,
  refundOfAnOpenPayment,
  refundRequestedTooLate,
  refundWithoutFunds,
  restBeforeAPartIsKnown,
  twoPartsAtOnce,
  refundPendingForLong,
  refundSettledBeforeItsResponse,
];
