import { type Scenario } from '../../scenario/scenario.ts';
import bankPaymentArrives from './bank-payment-arrives.ts';
import bankPaymentFails from './bank-payment-fails.ts';
import providerRefusesAfterALostAnswer from './provider-refuses-after-a-lost-answer.ts';
import providerRefusesThePayment from './provider-refuses-the-payment.ts';
import answerToShopperCut from './answer-to-shopper-cut.ts';
import answerToShopperLost from './answer-to-shopper-lost.ts';
import cardDeclined from './card-declined.ts';
import chargeAnswerCut from './charge-answer-cut.ts';
import chargeAnswerLate from './charge-answer-late.ts';
import chargeAnswerLost from './charge-answer-lost.ts';
import chargeAnswerSwallowed from './charge-answer-swallowed.ts';
import chargeRequestLost from './charge-request-lost.ts';
import declineLost from './decline-lost.ts';
import operatorSaysNotExecuted from './operator-says-not-executed.ts';
import orderLostOnItsWay from './order-lost-on-its-way.ts';
import partnerAtAnothersPayment from './partner-at-anothers-payment.ts';
import paymentsAnswerCut from './payments-answer-cut.ts';
import paymentsAnswerLost from './payments-answer-lost.ts';
import paymentsAnswerSwallowed from './payments-answer-swallowed.ts';
import paymentsAnswerTruncated from './payments-answer-truncated.ts';
import paymentsAnswers500After from './payments-answers-500-after.ts';
import paymentsAnswersGarbage from './payments-answers-garbage.ts';
import paymentsCutOffFromTheirNetwork from './payments-cut-off-from-their-network.ts';
import paymentsHalfOpen from './payments-half-open.ts';
import paymentsLimitsTheRate from './payments-limits-the-rate.ts';
import paymentsRefuses from './payments-refuses.ts';
import paymentsRequestLost from './payments-request-lost.ts';
import paymentsSlow from './payments-slow.ts';
import paymentsTakesNoConnection from './payments-takes-no-connection.ts';
import paymentsWithAnothersKey from './payments-with-anothers-key.ts';
import paymentsWithoutAKey from './payments-without-a-key.ts';
import providerAnswersGarbage from './provider-answers-garbage.ts';
import providerDeadForTenSeconds from './provider-dead-for-ten-seconds.ts';
import providerFailsOnce from './provider-fails-once.ts';
import providerForgotTheKey from './provider-forgot-the-key.ts';
import providerLimitsTheRate from './provider-limits-the-rate.ts';
import providerRefusesTheKey from './provider-refuses-the-key.ts';
import providerStoresA500 from './provider-stores-a-500.ts';
import providerTakesNoConnection from './provider-takes-no-connection.ts';
import providerTrickles from './provider-trickles.ts';
import refundAnswerLost from './refund-answer-lost.ts';
import refundAnswerSwallowed from './refund-answer-swallowed.ts';
import refundAnswered500ForGood from './refund-answered-500-for-good.ts';
import refundWhilePaymentsIsGone from './refund-while-payments-is-gone.ts';

export const paymentScenarios: readonly Scenario[] = [
  answerToShopperCut,
  answerToShopperLost,
  cardDeclined,
  chargeAnswerCut,
  chargeAnswerLate,
  chargeAnswerLost,
  chargeAnswerSwallowed,
  chargeRequestLost,
  declineLost,
  operatorSaysNotExecuted,
  orderLostOnItsWay,
  partnerAtAnothersPayment,
  paymentsAnswerCut,
  paymentsAnswerLost,
  paymentsAnswerSwallowed,
  paymentsAnswerTruncated,
  paymentsAnswers500After,
  paymentsAnswersGarbage,
  paymentsCutOffFromTheirNetwork,
  paymentsHalfOpen,
  paymentsLimitsTheRate,
  paymentsRefuses,
  paymentsRequestLost,
  paymentsSlow,
  paymentsTakesNoConnection,
  paymentsWithAnothersKey,
  paymentsWithoutAKey,
  providerAnswersGarbage,
  providerDeadForTenSeconds,
  providerFailsOnce,
  providerForgotTheKey,
  providerLimitsTheRate,
  providerRefusesTheKey,
  providerStoresA500,
  providerTakesNoConnection,
  providerTrickles,
  refundAnswerLost,
  refundAnswerSwallowed,
  refundAnswered500ForGood,
  refundWhilePaymentsIsGone,
  providerRefusesThePayment,
  providerRefusesAfterALostAnswer,
  bankPaymentFails,
  bankPaymentArrives,
];
