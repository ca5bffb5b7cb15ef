import { isDeepStrictEqual } from 'node:util';
import { type Commit } from '../history/commit.ts';
import { changeTime } from '../history/rules/change-text.ts';
import { Moves } from '../history/rules/moves.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { type Invariant } from '../invariants/invariant.ts';
import { number, text } from '../invariants/rows.ts';
import {
  type AnnouncedPurchase,
  announcedIn,
  customerIdsIn,
  ordersIn,
  productsOf,
  rowsIn,
} from './announced-purchases.ts';
import { countedBy } from './counts.ts';

/** 33. Stands on what was paid: every count leads to the message that it counts, and that to its order. */
export const countedPurchases: Invariant = {
  number: 33,
  needsHistory: true,
  says: 'Recommendations counts every paid order once, with its products and for its own customer, and nothing else.',
  contradictions: (evidence) => {
    const { history } = evidence;
    if (history === undefined) return [];
    const announced = announcedIn(history);
    const counted = new Counted(announced);
    const ofCommits = history
      .filter(({ database, isOfSuite }) => database === 'recommendations' && !isOfSuite)
      .flatMap((commit) => counted.against(commit));
    return [
      ...[...announced.values()].flatMap(wrongAnnouncements(history)),
      ...sharedIds(history),
      ...ofCommits,
      ...madeUp(counted, evidence),
      ...(evidence.quietAt === undefined ? [] : uncounted(announced, counted, evidence)),
    ];
  },
};

/** The announced order was paid, and it is the order's own cart. */
function wrongAnnouncements(history: readonly Commit[]): (purchase: AnnouncedPurchase) => string[] {
  const moves = new Moves(history);
  const orders = ordersIn(history);
  return ({ orderId, productIds, commit }) => {
    const order = orders.get(orderId);
    if (order === undefined) return [`a purchase of ${orderId} is announced, which no commit changed`];
    if (!moves.hadReached('checkout.orders', orderId, ['paid'], commit))
      return [`order ${orderId} is announced as a purchase${changeTime(commit)}, but it was not paid`];
    const products = productsOf(order);
    return isDeepStrictEqual(productIds, products)
      ? []
      : [`order ${orderId} is announced with ${productIds.join(', ')}, but has ${products.join(', ')}`];
  };
}

/** An ID stands for one customer, and reveals no address. */
function sharedIds(history: readonly Commit[]): string[] {
  const ids = customerIdsIn(history);
  const owners = new Map<string, string>();
  return [...ids].flatMap(([buyer, own]) => [
    ...(own.length > 1 ? [`${buyer} has several customer IDs: ${own.join(', ')}`] : []),
    ...own.filter((id) => id.includes('@') || id === '').map((id) => `"${id}" is not a customer ID`),
    ...own.flatMap((id) => {
      const owner = owners.get(id) ?? buyer;
      owners.set(id, owner);
      return owner === buyer ? [] : [`the purchases of ${buyer} count for ${owner}: both are ${id}`];
    }),
  ]);
}

/** Everything that recommendations counted so far. */
class Counted {
  /** Messages without an announcement. */
  readonly unknown: string[] = [];
  private readonly announced: ReadonlyMap<string, AnnouncedPurchase>;
  private readonly messages = new Set<string>();
  private readonly orders = new Set<string>();
  private readonly owned = new Set<string>();

  constructor(announced: ReadonlyMap<string, AnnouncedPurchase>) {
    this.announced = announced;
  }

  has(messageId: string): boolean {
    return this.messages.has(messageId);
  }

  /** A commit counts what its messages announce. Commits must be given in their order. */
  against(commit: Commit): string[] {
    const messageIds = rowsIn(commit, 'inbox').map((row) => text(row, 'message_id'));
    const purchases = messageIds.flatMap((id) => this.announced.get(id) ?? []);
    const when = changeTime(commit);
    const repeated = [
      ...messageIds
        .filter((id) => this.messages.has(id))
        .map((id) => `message ${id} is counted again${when}`),
      ...purchases
        .filter(({ orderId }) => this.orders.has(orderId))
        .map(({ orderId }) => `order ${orderId} is counted again${when}`),
    ];
    for (const id of messageIds) this.messages.add(id);
    for (const { orderId } of purchases) this.orders.add(orderId);
    const unknown = messageIds.filter((id) => !this.announced.has(id));
    this.unknown.push(...unknown);
    if (unknown.length > 0) return repeated;
    return [
      ...repeated,
      ...wrongCounts(commit, 'purchase', tally(purchases.flatMap(({ productIds }) => productIds))),
      ...wrongCounts(
        commit,
        'co_purchase',
        tally(purchases.flatMap(({ productIds }) => pairsOf(productIds))),
      ),
      ...this.wrongOwners(commit, purchases),
    ];
  }

  private wrongOwners(commit: Commit, purchases: readonly AnnouncedPurchase[]): string[] {
    const bought = new Set(
      purchases.flatMap(({ customerId, productIds }) => productIds.map((id) => `${customerId} ${id}`)),
    );
    const added = rowsIn(commit, 'customer_product').map(
      (row) => `${text(row, 'customer_id')} ${text(row, 'product_id')}`,
    );
    for (const each of added) this.owned.add(each);
    const when = changeTime(commit);
    return [
      ...added
        .filter((each) => !bought.has(each))
        .map((each) => `${each} counts as bought${when}, but was not`),
      ...[...bought]
        .filter((each) => !this.owned.has(each))
        .map((each) => `${each} was bought, but does not count as such${when}`),
    ];
  }
}

const pairsOf = (productIds: readonly string[]): string[] =>
  productIds.flatMap((one, index) => productIds.slice(index + 1).map((other) => `${one} ${other}`));

function tally(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function wrongCounts(commit: Commit, table: string, expected: ReadonlyMap<string, number>): string[] {
  const grown = new Map(
    commit.changes
      .filter((change) => change.table === table)
      .map(({ before, after = {} }) => [
        countedBy(after),
        number(after, 'count') - (before === undefined ? 0 : number(before, 'count')),
      ]),
  );
  return [...new Set([...expected.keys(), ...grown.keys()])]
    .filter((id) => (expected.get(id) ?? 0) !== (grown.get(id) ?? 0))
    .map(
      (id) =>
        `${table} ${id} grows by ${grown.get(id) ?? 0}${changeTime(commit)}, but is bought ${expected.get(id) ?? 0} times in the messages of that commit`,
    );
}

function madeUp({ unknown }: Counted, { scenario }: Evidence): string[] {
  const declared = scenario.madeUpPurchases ?? 0;
  return unknown.length === declared
    ? []
    : [
        `messages without an order are counted: ${unknown.length} instead of ${declared}: ${unknown.join(', ')}`,
      ];
}

/** Those that wait in the outbox or as dead letters are invariant 6's. */
function uncounted(
  announced: ReadonlyMap<string, AnnouncedPurchase>,
  counted: Counted,
  { ledgers }: Evidence,
): string[] {
  const dead = new Set([
    ...ledgers.deadLetters.map(({ id }) => id),
    ...ledgers.unpublished.map((row) => text(row, 'message_id')),
  ]);
  return [...announced.values()]
    .filter(({ messageId }) => !counted.has(messageId) && !dead.has(messageId))
    .map(({ orderId }) => `order ${orderId} was paid, but recommendations does not count it`);
}
