import { type Scenario } from '../../scenario/scenario.ts';
import anothersKey from './anothers-key.ts';
import bothCopiesTakeOneKey from './both-copies-take-one-key.ts';
import clientNeverGivesUp from './client-never-gives-up.ts';
import clientVanishes from './client-vanishes.ts';
import dashboardRefundRacesWithOurs from './dashboard-refund-races-with-ours.ts';
import doubledOnItsWayCheckoutPayments from './doubled-on-its-way-checkout-payments.ts';
import doubledOnItsWayPaymentsStripe from './doubled-on-its-way-payments-stripe.ts';
import doubledOnItsWayShopperCheckout from './doubled-on-its-way-shopper-checkout.ts';
import oneKeyAndAnotherBody from './one-key-and-another-body.ts';
import pausedCheckoutAgainstTheCompleter from './paused-checkout-against-the-completer.ts';
import pausedPaymentsAgainstTheCompleter from './paused-payments-against-the-completer.ts';
import refundTwentyAtOnce from './refund-twenty-at-once.ts';
import refundTwentyWithOneKey from './refund-twenty-with-one-key.ts';
import somebodyElsesOrder from './somebody-elses-order.ts';
import twentyAtOnceWithOneKey from './twenty-at-once-with-one-key.ts';
import twoTabsWithOneCart from './two-tabs-with-one-cart.ts';

export const racesScenarios: readonly Scenario[] = [
  anothersKey,
  bothCopiesTakeOneKey,
  clientNeverGivesUp,
  clientVanishes,
  dashboardRefundRacesWithOurs,
  doubledOnItsWayCheckoutPayments,
  doubledOnItsWayPaymentsStripe,
  doubledOnItsWayShopperCheckout,
  oneKeyAndAnotherBody,
  pausedCheckoutAgainstTheCompleter,
  pausedPaymentsAgainstTheCompleter,
  refundTwentyAtOnce,
  refundTwentyWithOneKey,
  somebodyElsesOrder,
  twentyAtOnceWithOneKey,
  twoTabsWithOneCart,
];
