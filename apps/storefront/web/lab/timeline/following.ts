import { requestLabel, type Sighting } from './sighting.ts';

/** A list of many orders is not a message about this one. */
const mostOrdersNamed = 1;

const keyName = (sighting: Sighting): string =>
  `${sighting.route} ${requestLabel(sighting)} ${sighting.key ?? ''}`;

const names = (orderId: string, { orders, isStore }: Sighting): boolean =>
  orders.includes(orderId) && (isStore || orders.length <= mostOrdersNamed);

/**
 * The messages of an order, in their order: those that name it, the other half of their exchanges, attempts
 * with the same key, and the commands that deliver its emails. `sightings` are all that are known.
 */
export function messagesOf(orderId: string, sightings: readonly Sighting[]): readonly Sighting[] {
  const exchanges = new Set<number>();
  const keys = new Set<string>();
  /** Of those keys: cheaper to look up among all messages of a minute. */
  const hashes = new Set<string>();
  const own = new Set<number>();
  const take = (sighting: Sighting): void => {
    own.add(sighting.number);
    if (sighting.exchange !== null) exchanges.add(sighting.exchange);
    if (sighting.key === null || sighting.isStore) return;
    hashes.add(sighting.key);
    keys.add(keyName(sighting));
  };
  const belongs = (sighting: Sighting): boolean =>
    names(orderId, sighting) ||
    (sighting.exchange !== null && exchanges.has(sighting.exchange)) ||
    (sighting.key !== null && hashes.has(sighting.key) && keys.has(keyName(sighting)));
  // A later message may give away the key or the exchange of an earlier one.
  for (let round = 0; round < 3; round += 1)
    for (const sighting of sightings) if (!own.has(sighting.number) && belongs(sighting)) take(sighting);
  for (const number of deliveriesOf(own, sightings)) own.add(number);
  return sightings.filter(({ number }) => own.has(number));
}

/** Only the content of an email names its order: the commands before it are on the same connection. */
function deliveriesOf(own: ReadonlySet<number>, sightings: readonly Sighting[]): readonly number[] {
  const since = new Map<number, number[]>();
  const found: number[] = [];
  for (const sighting of sightings) {
    if (sighting.protocol !== 'smtp') continue;
    const { connection, number } = sighting;
    if (sighting.label === 'MAIL') since.set(connection, []);
    if (own.has(number)) found.push(...(since.get(connection) ?? []));
    else since.get(connection)?.push(number);
  }
  return found;
}
