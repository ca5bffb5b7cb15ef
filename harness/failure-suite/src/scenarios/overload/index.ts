import { type Scenario } from '../../scenario/scenario.ts';
import cardsBesideStuckOrders from './cards-beside-stuck-orders.ts';
import cardTestingFromOneAddress from './card-testing-from-one-address.ts';
import cardTestingWithoutWaiting from './card-testing-without-waiting.ts';
import connectionsOfOneAddress from './connections-of-one-address.ts';
import emailsToOneRecipient from './emails-to-one-recipient.ts';
import halfOpenUnderLoad from './half-open-under-load.ts';
import recoveryWithABacklog from './recovery-with-a-backlog.ts';
import layeredRetries from './layered-retries.ts';
import limitsOutliveTheirCounters from './limits-outlive-their-counters.ts';
import paymentsBreakerOpens from './payments-breaker-opens.ts';
import providerUnavailableUnderLoad from './provider-unavailable-under-load.ts';
import repeatsOfAPendingOrder from './repeats-of-a-pending-order.ts';
import responseLostThenOverloaded from './response-lost-then-overloaded.ts';
import slowClients from './slow-clients.ts';

export const overloadScenarios: readonly Scenario[] = [
  cardsBesideStuckOrders,
  cardTestingFromOneAddress,
  cardTestingWithoutWaiting,
  connectionsOfOneAddress,
  emailsToOneRecipient,
  limitsOutliveTheirCounters,
  paymentsBreakerOpens,
  providerUnavailableUnderLoad,
  repeatsOfAPendingOrder,
  responseLostThenOverloaded,
  halfOpenUnderLoad,
  layeredRetries,
  slowClients,
  recoveryWithABacklog,
];
