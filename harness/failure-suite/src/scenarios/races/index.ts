import { type Scenario } from '../../scenario/scenario.ts';
import anotherCustomersKey from './another-customers-key.ts';
import twoInstancesClaimOneKey from './two-instances-claim-one-key.ts';
import clientNeverGivesUp from './client-never-gives-up.ts';
import clientVanishes from './client-vanishes.ts';
import dashboardRefundRacesWithOurs from './dashboard-refund-races-with-ours.ts';
import duplicatedInTransitCheckoutPayments from './duplicated-in-transit-checkout-payments.ts';
import duplicatedInTransitPaymentsStripe from './duplicated-in-transit-payments-stripe.ts';
import duplicatedInTransitShopperCheckout from './duplicated-in-transit-shopper-checkout.ts';
import duplicatesOfAFailedClaim from './duplicates-of-a-failed-claim.ts';
import messagesAfterTheirRetention from './messages-after-their-retention.ts';
import keyReusedWithAnotherBody from './key-reused-with-another-body.ts';
import pausedCheckoutRacesTheCompleter from './paused-checkout-races-the-completer.ts';
import repeatedAfterEveryRetention from './repeated-after-every-retention.ts';
import pausedPaymentsRacesTheCompleter from './paused-payments-races-the-completer.ts';
import twentyRefundsWithDifferentKeys from './twenty-refunds-with-different-keys.ts';
import twentyRefundsWithOneKey from './twenty-refunds-with-one-key.ts';
import anotherCustomersOrder from './another-customers-order.ts';
import twentyOrdersWithOneKey from './twenty-orders-with-one-key.ts';
import twoTabsWithOneCart from './two-tabs-with-one-cart.ts';
import keysOpenOnlyTheirScopes from './keys-open-only-their-scopes.ts';

export const racesScenarios: readonly Scenario[] = [
  anotherCustomersKey,
  twoInstancesClaimOneKey,
  clientNeverGivesUp,
  clientVanishes,
  dashboardRefundRacesWithOurs,
  duplicatedInTransitCheckoutPayments,
  duplicatedInTransitPaymentsStripe,
  duplicatedInTransitShopperCheckout,
  duplicatesOfAFailedClaim,
  keyReusedWithAnotherBody,
  pausedCheckoutRacesTheCompleter,
  pausedPaymentsRacesTheCompleter,
  twentyRefundsWithDifferentKeys,
  twentyRefundsWithOneKey,
  anotherCustomersOrder,
  twentyOrdersWithOneKey,
  twoTabsWithOneCart,
  repeatedAfterEveryRetention,
  messagesAfterTheirRetention,
  keysOpenOnlyTheirScopes,
];
