import { type Scenario } from '../scenario/scenario.ts';
import { type Ledgers } from '../system/ledgers.ts';
import { type LiveSystem, probeName } from '../system/live-system.ts';

/** A customer who is gone before the answer, and asks for nothing that stays, cannot be told anything. */
const isCustomerGone = ({ point }: Scenario): boolean =>
  point?.fault === 'kill the sender' && point.route.startsWith('shopper->');

/** Where no customer and no question was answered and no order came of it, nothing was at stake: why the scenario is void. */
export function nothingAcknowledged(
  scenario: Scenario,
  { responses, asked }: Pick<LiveSystem, 'responses' | 'asked'>,
  { orders }: Pick<Ledgers, 'orders'>,
): string[] {
  const own = responses.filter(
    ({ shopper, status }) => shopper !== probeName && status >= 200 && status < 500,
  );
  // Each of its orders once: a pending one is told of again under its key, and questions have none.
  const probes = responses.filter(
    ({ shopper, status }) => shopper === probeName && status > 0 && status < 300,
  );
  const probed = new Set(probes.flatMap(({ key }) => key ?? [])).size;
  const isAcknowledged = own.length > 0 || asked > 0 || orders.length > probed;
  return isAcknowledged || isCustomerGone(scenario) ? [] : ['Nothing was acknowledged to anybody.'];
}
