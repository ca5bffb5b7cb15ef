import { mostPopularFirst, priceList } from '../customers/price-list.ts';
import { type Counts } from '../purchases/counts.ts';

/**
 * The suggestions of recommendations for a customer who has these products. Written down from its contract,
 * and not imported: its own query may be the bug.
 */
export function suggested({ bought }: Counts, owned: ReadonlySet<string>, limit: number): string[] {
  const times = boughtTogether(bought, owned);
  const rank = (product: string): number => times.get(product) ?? 0;
  return [...bought]
    .filter(([id]) => !id.includes(' ') && !owned.has(id))
    .toSorted(([a, countOfA], [b, countOfB]) => rank(b) - rank(a) || countOfB - countOfA || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([id]) => id);
}

/** How often each product was bought together with one of these. */
function boughtTogether(bought: Counts['bought'], owned: ReadonlySet<string>): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const [id, count] of bought) {
    const [one = '', other] = id.split(' ');
    if (other === undefined) continue;
    if (owned.has(one)) times.set(other, (times.get(other) ?? 0) + count);
    if (owned.has(other)) times.set(one, (times.get(one) ?? 0) + count);
  }
  return times;
}

/** The part that checkout shows: products on sale, topped up with popular ones. */
export function shown(productIds: readonly string[], limit: number): string[] {
  const onSale = productIds.filter((id) => priceList.has(id));
  return [...onSale, ...mostPopularFirst.filter((id) => !onSale.includes(id))].slice(0, limit);
}
