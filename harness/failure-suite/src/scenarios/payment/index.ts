import { type Scenario } from '../../scenario/scenario.ts';
import anotherStackSharesTheAccount from './another-stack-shares-the-account.ts';
import bankPaymentArrives from './bank-payment-arrives.ts';
import bankPaymentFails from './bank-payment-fails.ts';
import providerAsksToWaitAnHour from './provider-asks-to-wait-an-hour.ts';
import providerRefusesAfterALostResponse from './provider-refuses-after-a-lost-response.ts';
import providerRefusesConnectionsAfterCharging from './provider-refuses-connections-after-charging.ts';
import providerRefusesThePayment from './provider-refuses-the-payment.ts';
import settledBeforeItsResponse from './settled-before-its-response.ts';
import chargedWithoutAResponseThenRefused from './charged-without-a-response-then-refused.ts';
import responseToCustomerCut from './response-to-customer-cut.ts';
import responseToCustomerLost from './response-to-customer-lost.ts';
import cardDeclined from './card-declined.ts';
import chargeBehindALongList from './charge-behind-a-long-list.ts';
import chargeSeenBeforeItsAttempt from './charge-seen-before-its-attempt.ts';
import chargeResponseCut from './charge-response-cut.ts';
import chargeResponseLate from './charge-response-late.ts';
import chargeResponseLost from './charge-response-lost.ts';
import chargeResponseSwallowed from './charge-response-swallowed.ts';
import chargeRequestArrivesLate from './charge-request-arrives-late.ts';
import chargeRequestArrivesVeryLate from './charge-request-arrives-very-late.ts';
import chargeUnderANewKey from './charge-under-a-new-key.ts';
import chargeRequestLost from './charge-request-lost.ts';
import declinedChargeSucceedsLater from './declined-charge-succeeds-later.ts';
import declinedForEveryReason from './declined-for-every-reason.ts';
import declineLost from './decline-lost.ts';
import inDoubtBehind120Charges from './in-doubt-behind-120-charges.ts';
import keyMayChargeButNotRefund from './key-may-charge-but-not-refund.ts';
import operatorDecidesWhileARequestTravels from './operator-decides-while-a-request-travels.ts';
import operatorSaysExecuted from './operator-says-executed.ts';
import operatorSaysNotExecuted from './operator-says-not-executed.ts';
import operatorSaysNotExecutedTooSoon from './operator-says-not-executed-too-soon.ts';
import othersAreImpatient from './others-are-impatient.ts';
import orderRequestLost from './order-request-lost.ts';
import partnerNamesAPendingOrder from './partner-names-a-pending-order.ts';
import partnerRequestsAnothersPayment from './partner-requests-anothers-payment.ts';
import partnerSellsWithPayments from './partner-sells-with-payments.ts';
import paymentsResponseCut from './payments-response-cut.ts';
import paymentsResponseLost from './payments-response-lost.ts';
import paymentsResponseSwallowed from './payments-response-swallowed.ts';
import paymentsResponseTruncated from './payments-response-truncated.ts';
import paymentsReturns500AfterCharging from './payments-returns-500-after-charging.ts';
import paymentsReturnsGarbage from './payments-returns-garbage.ts';
import paymentsCutOffFromItsNetwork from './payments-cut-off-from-its-network.ts';
import paymentsHalfOpen from './payments-half-open.ts';
import paymentsRateLimits from './payments-rate-limits.ts';
import paymentsRefusesConnections from './payments-refuses-connections.ts';
import paymentsRequestLost from './payments-request-lost.ts';
import paymentsUnreachableWhileTheKeyIsRefused from './payments-unreachable-while-the-key-is-refused.ts';
import paymentsSlow from './payments-slow.ts';
import paymentsAcceptsNoConnections from './payments-accepts-no-connections.ts';
import paymentsCalledWithAnotherKey from './payments-called-with-another-key.ts';
import paymentsCalledWithoutAKey from './payments-called-without-a-key.ts';
import providerReturnsGarbage from './provider-returns-garbage.ts';
import providerDeadForTenSeconds from './provider-dead-for-ten-seconds.ts';
import providerFailsOnce from './provider-fails-once.ts';
import providerForgotTheKey from './provider-forgot-the-key.ts';
import providerRateLimits from './provider-rate-limits.ts';
import providerRefusesTheKey from './provider-refuses-the-key.ts';
import providerStoresA500 from './provider-stores-a-500.ts';
import providerAcceptsNoConnections from './provider-accepts-no-connections.ts';
import providerTrickles from './provider-trickles.ts';
import refundResponseLost from './refund-response-lost.ts';
import paymentsAwayForLong from './payments-away-for-long.ts';
import refundResponseSwallowed from './refund-response-swallowed.ts';
import providerStoresA500ForARefund from './provider-stores-a-500-for-a-refund.ts';
import refundWhilePaymentsIsDown from './refund-while-payments-is-down.ts';
import refundWhilePostgresHangs from './refund-while-postgres-hangs.ts';
import lateChargeOfAnOldOrder from './late-charge-of-an-old-order.ts';
import lateChargeRefundReturned from './late-charge-refund-returned.ts';
import lateChargeNeverReported from './late-charge-never-reported.ts';
import operatorIsOverruled from './operator-is-overruled.ts';
import lateChargeRefundPending from './late-charge-refund-pending.ts';
import paymentsLosesItsKeys from './payments-loses-its-keys.ts';
import paymentsLosesItsRows from './payments-loses-its-rows.ts';
import chargeInDoubtForDays from './charge-in-doubt-for-days.ts';

export const paymentScenarios: readonly Scenario[] = [
  responseToCustomerCut,
  responseToCustomerLost,
  cardDeclined,
  chargeBehindALongList,
  chargeSeenBeforeItsAttempt,
  chargeResponseCut,
  chargeResponseLate,
  chargeResponseLost,
  chargeResponseSwallowed,
  chargeRequestArrivesLate,
  chargeRequestArrivesVeryLate,
  chargeUnderANewKey,
  chargeRequestLost,
  ...settledBeforeItsResponse,
  declinedChargeSucceedsLater,
  declinedForEveryReason,
  declineLost,
  inDoubtBehind120Charges,
  keyMayChargeButNotRefund,
  operatorDecidesWhileARequestTravels,
  operatorSaysExecuted,
  operatorSaysNotExecuted,
  operatorSaysNotExecutedTooSoon,
  orderRequestLost,
  partnerNamesAPendingOrder,
  partnerRequestsAnothersPayment,
  partnerSellsWithPayments,
  paymentsResponseCut,
  paymentsResponseLost,
  paymentsResponseSwallowed,
  paymentsResponseTruncated,
  paymentsReturns500AfterCharging,
  paymentsReturnsGarbage,
  paymentsCutOffFromItsNetwork,
  paymentsHalfOpen,
  paymentsRateLimits,
  paymentsRefusesConnections,
  paymentsRequestLost,
  paymentsSlow,
  paymentsAwayForLong,
  paymentsAcceptsNoConnections,
  paymentsCalledWithAnotherKey,
  paymentsCalledWithoutAKey,
  providerReturnsGarbage,
  providerDeadForTenSeconds,
  providerFailsOnce,
  providerForgotTheKey,
  providerRateLimits,
  providerRefusesTheKey,
  paymentsUnreachableWhileTheKeyIsRefused,
  providerStoresA500,
  providerAcceptsNoConnections,
  providerTrickles,
  refundResponseLost,
  refundResponseSwallowed,
  providerStoresA500ForARefund,
  refundWhilePaymentsIsDown,
  refundWhilePostgresHangs,
  providerRefusesConnectionsAfterCharging,
  providerRefusesThePayment,
  providerAsksToWaitAnHour,
  ...chargedWithoutAResponseThenRefused,
  providerRefusesAfterALostResponse,
  bankPaymentFails,
  anotherStackSharesTheAccount,
  bankPaymentArrives,
  othersAreImpatient,
  lateChargeNeverReported,
  lateChargeOfAnOldOrder,
  lateChargeRefundReturned,
  operatorIsOverruled,
  lateChargeRefundPending,
  paymentsLosesItsKeys,
  paymentsLosesItsRows,
  chargeInDoubtForDays,
];
