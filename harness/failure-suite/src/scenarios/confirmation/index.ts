import { type Scenario } from '../../scenario/scenario.ts';
import canceledInTheDashboard from './canceled-in-the-dashboard.ts';
import afterAFailedCancel from './confirmation-after-a-failed-cancel.ts';
import afterTheCancel from './confirmation-after-the-cancel.ts';
import beatsTheCancel from './confirmation-beats-the-cancel.ts';
import expiresWhilePaymentsIsUnreachable from './confirmation-expires-while-payments-is-unreachable.ts';
import inTwoTabs from './confirmation-in-two-tabs.ts';
import neverReported from './confirmation-never-reported.ts';
import refused from './confirmation-refused.ts';
import replayed from './confirmation-replayed.ts';
import reportedAfterTheExpiry from './confirmation-reported-after-the-expiry.ts';
import reportedBeforeItWasRequested from './confirmation-reported-before-it-was-requested.ts';
import requestResponseLost from './confirmation-request-response-lost.ts';
import returnForged from './confirmation-return-forged.ts';
import sentTwentyTimes from './confirmation-sent-twenty-times.ts';
import tabClosedAfterConfirming from './confirmation-tab-closed-after-confirming.ts';
import tabClosed from './confirmation-tab-closed.ts';
import tokenUsedTwice from './confirmation-token-used-twice.ts';
import whileCheckoutIsDown from './confirmation-while-checkout-is-down.ts';
import whilePaymentsIsDown from './confirmation-while-payments-is-down.ts';
import operatorEndsAConfirmation from './operator-ends-a-confirmation.ts';

export const confirmationScenarios: readonly Scenario[] = [
  canceledInTheDashboard,
  afterAFailedCancel,
  afterTheCancel,
  beatsTheCancel,
  expiresWhilePaymentsIsUnreachable,
  inTwoTabs,
  neverReported,
  refused,
  replayed,
  reportedAfterTheExpiry,
  reportedBeforeItWasRequested,
  requestResponseLost,
  returnForged,
  sentTwentyTimes,
  tabClosedAfterConfirming,
  tabClosed,
  tokenUsedTwice,
  whileCheckoutIsDown,
  whilePaymentsIsDown,
  operatorEndsAConfirmation,
];
