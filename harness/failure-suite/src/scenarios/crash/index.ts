import { type Scenario } from '../../scenario/scenario.ts';
import bothInstancesKilled from './both-instances-killed.ts';
import checkoutKilledAfterAcceptingAnOrder from './checkout-killed-after-accepting-an-order.ts';
import checkoutKilledWhileCharging from './checkout-killed-while-charging.ts';
import killedAgainDuringRecovery from './killed-again-during-recovery.ts';
import killedWhileChargingThenRefused from './killed-while-charging-then-refused.ts';
import mailerKilledWhileSending from './mailer-killed-while-sending.ts';
import paymentsKilledBeforeTheCharge from './payments-killed-before-the-charge.ts';
import paymentsKilledWhileCharging from './payments-killed-while-charging.ts';
import paymentsSigtermInFlight from './payments-sigterm-in-flight.ts';
import checkoutKilledDuringARefund from './checkout-killed-during-a-refund.ts';
import paymentsKilledDuringARefund from './payments-killed-during-a-refund.ts';
import relayKilledBeforeMarkingPublished from './relay-killed-before-marking-published.ts';
import sigtermInFlight from './sigterm-in-flight.ts';

export const crashScenarios: readonly Scenario[] = [
  bothInstancesKilled,
  checkoutKilledAfterAcceptingAnOrder,
  checkoutKilledWhileCharging,
  killedAgainDuringRecovery,
  ...killedWhileChargingThenRefused,
  mailerKilledWhileSending,
  paymentsKilledBeforeTheCharge,
  paymentsKilledWhileCharging,
  paymentsSigtermInFlight,
  checkoutKilledDuringARefund,
  paymentsKilledDuringARefund,
  relayKilledBeforeMarkingPublished,
  sigtermInFlight,
];
