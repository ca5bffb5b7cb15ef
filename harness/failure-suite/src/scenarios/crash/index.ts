import { type Scenario } from '../../scenario/scenario.ts';
import bothCopiesKilled from './both-copies-killed.ts';
import checkoutKilledAfterTakingAnOrder from './checkout-killed-after-taking-an-order.ts';
import checkoutKilledWhileCharging from './checkout-killed-while-charging.ts';
import killedAgainDuringRecovery from './killed-again-during-recovery.ts';
import mailerKilledWithAMailInHand from './mailer-killed-with-a-mail-in-hand.ts';
import paymentsKilledBeforeTheCharge from './payments-killed-before-the-charge.ts';
import paymentsKilledWhileCharging from './payments-killed-while-charging.ts';
import paymentsSigtermInFlight from './payments-sigterm-in-flight.ts';
import refundCheckoutKilled from './refund-checkout-killed.ts';
import refundKilledInTheMiddle from './refund-killed-in-the-middle.ts';
import relayKilledBeforeTheMark from './relay-killed-before-the-mark.ts';
import sigtermInFlight from './sigterm-in-flight.ts';

export const crashScenarios: readonly Scenario[] = [
  bothCopiesKilled,
  checkoutKilledAfterTakingAnOrder,
  checkoutKilledWhileCharging,
  killedAgainDuringRecovery,
  mailerKilledWithAMailInHand,
  paymentsKilledBeforeTheCharge,
  paymentsKilledWhileCharging,
  paymentsSigtermInFlight,
  refundCheckoutKilled,
  refundKilledInTheMiddle,
  relayKilledBeforeTheMark,
  sigtermInFlight,
];
