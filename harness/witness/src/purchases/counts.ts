import { type Commit } from '../history/commit.ts';
import { type Row, text } from '../invariants/rows.ts';
import { type Version } from '../views/versions.ts';
import { rowsIn } from './announced-purchases.ts';

/** The counts of recommendations at one moment. */
export interface Counts {
  /** By product, and by pair of products: `prod_mug prod_tea`. */
  readonly bought: ReadonlyMap<string, number>;
  /** The products of each customer who bought something within the history. */
  readonly owned: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The product or the pair of products that a row counts. */
export const countedBy = (row: Row): string =>
  text(row, 'product_id') || `${text(row, 'product_a')} ${text(row, 'product_b')}`;

/** The counts before the history and after each of its commits. `atTheEnd`: all counts after the last one. */
export function versionsOfCounts(
  history: readonly Commit[],
  atTheEnd: Readonly<Record<string, number>>,
): Version<Counts>[] {
  const commits = history.filter(({ database }) => database === 'recommendations');
  const bought = new Map(Object.entries(atTheEnd));
  for (const commit of commits.toReversed())
    for (const { before, after } of countsIn(commit).toReversed()) setCount(bought, after ?? before, before);
  const owned = new Map<string, ReadonlySet<string>>();
  const versions: Version<Counts>[] = [
    { row: { bought: new Map(bought), owned: new Map(owned) }, commit: undefined },
  ];
  for (const commit of commits) {
    for (const { before, after } of countsIn(commit)) setCount(bought, after ?? before, after);
    for (const row of rowsIn(commit, 'customer_product')) {
      const customerId = text(row, 'customer_id');
      owned.set(customerId, new Set([...(owned.get(customerId) ?? []), text(row, 'product_id')]));
    }
    versions.push({ row: { bought: new Map(bought), owned: new Map(owned) }, commit });
  }
  return versions;
}

const countsIn = ({ changes }: Commit): Commit['changes'] =>
  changes.filter(({ table }) => table === 'purchase' || table === 'co_purchase');

function setCount(bought: Map<string, number>, of: Row = {}, row: Row | undefined): void {
  if (row === undefined) bought.delete(countedBy(of));
  else bought.set(countedBy(of), Number(row['count']));
}
