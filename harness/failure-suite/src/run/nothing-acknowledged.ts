import { type Scenario } from '../scenario/scenario.ts';
import { type Ledgers } from '@holdfast/witness';
import { isOfTheSuite, probeName } from '../system/customers.ts';
import { type LiveSystem } from '../system/live-system.ts';

/** A customer who vanishes before the response cannot get an acknowledgment. */
const isCustomerGone = ({ point }: Scenario): boolean =>
  point?.fault === 'kill the sender' && point.route.startsWith('shopper->');

/**
 * Reasons to void a scenario in which nothing was at stake: no response to a customer or an `ask`, and no
 * order.
 */
export function nothingAcknowledged(
  scenario: Scenario,
  { responses, asked }: Pick<LiveSystem, 'responses' | 'asked'>,
  { orders }: Pick<Ledgers, 'orders'>,
): string[] {
  const own = responses.filter(
    (response) => !isOfTheSuite(response) && response.status >= 200 && response.status < 500,
  );
  // Each probe order counts once: the probe repeats a pending one with the same key. Reads have no key.
  const probes = responses.filter(
    ({ shopper, status }) => shopper === probeName && status > 0 && status < 300,
  );
  const probed = new Set(probes.flatMap(({ key }) => key ?? [])).size;
  const isAcknowledged = own.length > 0 || asked > 0 || orders.length > probed;
  return isAcknowledged || isCustomerGone(scenario) ? [] : ['No request was acknowledged.'];
}
