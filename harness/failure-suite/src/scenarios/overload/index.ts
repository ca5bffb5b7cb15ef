import { type Scenario } from '../../scenario/scenario.ts';
import cardsBesideStuckOrders from './cards-beside-stuck-orders.ts';
import cardsTriedFromOneAddress from './cards-tried-from-one-address.ts';
import halfOpenUnderLoad from './half-open-under-load.ts';
import healWithABacklog from './heal-with-a-backlog.ts';
import layeredRetries from './layered-retries.ts';
import paymentsLeftAlone from './payments-left-alone.ts';
import providerUnavailableUnderLoad from './provider-unavailable-under-load.ts';
import slowClients from './slow-clients.ts';

export const overloadScenarios: readonly Scenario[] = [
  cardsBesideStuckOrders,
  cardsTriedFromOneAddress,
  paymentsLeftAlone,
  providerUnavailableUnderLoad,
  halfOpenUnderLoad,
  layeredRetries,
  slowClients,
  healWithABacklog,
];
