import { type Scenario } from '../../scenario/scenario.ts';
import disputeEventArrivesLate from './dispute-event-arrives-late.ts';
import disputeEventsDuplicated from './dispute-events-duplicated.ts';
import disputeEventsReversed from './dispute-events-reversed.ts';
import disputeEventsWithheld from './dispute-events-withheld.ts';
import disputeLostThenRefundRefused from './dispute-lost-then-refund-refused.ts';
import disputeNeverReported from './dispute-never-reported.ts';
import disputeReopened from './dispute-reopened.ts';
import disputeResolvedBeforeItOpens from './dispute-resolved-before-it-opens.ts';
import disputeWonThenRefunded from './dispute-won-then-refunded.ts';
import disputedBeforeCheckoutIsPaid from './disputed-before-checkout-is-paid.ts';
import disputedBeforeOurRefundArrives from './disputed-before-our-refund-arrives.ts';
import disputedBeforeOurRefundIsKnown from './disputed-before-our-refund-is-known.ts';
import disputedWholeAfterARefund from './disputed-whole-after-a-refund.ts';
import inquiryHoldsNothing from './inquiry-holds-nothing.ts';
import lostBeforeItsRefundFails from './lost-before-its-refund-fails.ts';
import lostPartThenTheRest from './lost-part-then-the-rest.ts';
import paymentsKilledWhileRecordingADispute from './payments-killed-while-recording-a-dispute.ts';
import refundFailsDuringADispute from './refund-fails-during-a-dispute.ts';
import webhooksOfOthers from './webhooks-of-others.ts';

export const disputesScenarios: readonly Scenario[] = [
  disputeEventArrivesLate,
  disputeEventsDuplicated,
  disputeEventsReversed,
  disputeEventsWithheld,
  disputeLostThenRefundRefused,
  disputeNeverReported,
  disputeReopened,
  disputeResolvedBeforeItOpens,
  disputeWonThenRefunded,
  disputedBeforeCheckoutIsPaid,
  disputedWholeAfterARefund,
  disputedBeforeOurRefundArrives,
  disputedBeforeOurRefundIsKnown,
  inquiryHoldsNothing,
  lostBeforeItsRefundFails,
  lostPartThenTheRest,
  paymentsKilledWhileRecordingADispute,
  refundFailsDuringADispute,
  webhooksOfOthers,
];
