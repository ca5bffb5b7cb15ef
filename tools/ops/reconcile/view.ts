import { type Difference, type DifferenceState, formatMoney, type Tally } from '@holdfast/contracts';
import { table } from '../../terminal.ts';
import { type Report } from './ask.ts';

type Paint = (style: 'bold' | 'red' | 'green' | 'yellow', text: string) => string;

/** Still needs action: a repair or a decision. */
export const isLeft = ({ state }: Difference): boolean => state !== 'repaired' && state !== 'waiting';

const stateWords: Readonly<Record<DifferenceState, string>> = {
  repaired: 'repaired',
  repairable: 'can be repaired',
  not_repaired: 'repair failed',
  waiting: 'will resolve automatically',
  needs_decision: 'needs a decision',
};

/** Renders the report for a terminal. */
export function view(report: Report, paint: Paint): string {
  const { since, until, checked, differences } = report;
  return [
    paint('bold', `From ${since} until ${until}`),
    totals(checked),
    ...differences.map((difference, index) => entry(difference, index + 1, paint)),
    ...recentOnes(report),
    conclusion(report, paint),
  ].join('\n\n');
}

const ledgers = [
  ['stripe', 'Stripe'],
  ['payments', 'payments'],
  ['checkout', 'orders'],
] as const;

const columns = [
  ['charged', 'charged'],
  ['refunded', 'refunded'],
  ['disputed', 'disputed'],
  ['orphaned', 'refunded (orphaned)'],
  ['not_ours', 'not ours'],
] as const;

function totals(checked: readonly Tally[]): string {
  const currencies = [...new Set(checked.map(({ currency }) => currency))].sort();
  if (currencies.length === 0) return '  Nothing was charged or refunded.';
  const shown = columns.filter(
    ([what]) => what === 'charged' || what === 'refunded' || checked.some((each) => each.what === what),
  );
  const rows = ledgers.flatMap(([ledger, name]) =>
    currencies.map((currency) => [
      name,
      currency,
      ...shown.map(([what]) =>
        sum(checked.find((t) => t.ledger === ledger && t.what === what && t.currency === currency)),
      ),
    ]),
  );
  return table([['', '', ...shown.map(([, title]) => title)], ...rows]);
}

function sum(tally: Tally | undefined): string {
  return tally === undefined ? '-' : `${tally.count}: ${formatMoney(tally)}`;
}

type Ids = Pick<Difference, 'orderId' | 'paymentId' | 'refundId' | 'providerId'>;

const idsOf = ({ orderId, paymentId, refundId, providerId }: Ids): string[] =>
  [orderId, paymentId, refundId, providerId].filter((id) => id !== null);

function entry(difference: Difference, number: number, paint: Paint): string {
  const { kind, state, found, why, action } = difference;
  const color = state === 'repaired' ? 'green' : isLeft(difference) ? 'red' : 'yellow';
  return [
    `${number}. ${paint('bold', found)}`,
    `   ${paint(color, stateWords[state])} · ${kind}`,
    `   ${idsOf(difference).join('  ')}`,
    `   Why: ${why}`,
    `   ${action}`,
  ].join('\n');
}

/** Listed although they do not count: the totals above may differ by them. */
function recentOnes({ recent, tooRecent }: Report): string[] {
  if (tooRecent === 0) return [];
  const title = `Too recent to count: ${differencesOf(tooRecent)} from the last 2 minutes (RECONCILE_MIN_AGE_MS). They usually resolve automatically; run this again in 2 minutes.`;
  const lines = recent.map(({ found, quietMs, ...ids }) => {
    const ago = `changed ${Math.max(0, Math.round(quietMs / 1_000))} s ago`;
    return `   ${found}\n   ${[...idsOf(ids), ago].join('  ')}`;
  });
  return [[title, ...lines].join('\n')];
}

const differencesOf = (count: number): string => (count === 1 ? '1 difference' : `${count} differences`);

function conclusion({ checked, differences, tooRecent }: Report, paint: Paint): string {
  const left = differences.filter(isLeft).length;
  const repairable = differences.some(({ state }) => state === 'repairable');
  return [
    differences.length > 0
      ? `${differencesOf(differences.length)}: ${countsOf(differences)}.`
      : tooRecent > 0
        ? paint('yellow', 'The ledgers do not agree yet.')
        : paint('green', agreement(checked)),
    ...(repairable ? ['Run with --repair to apply the safe repairs.'] : []),
    ...(left === 0 ? [] : ['For each kind, see docs/reference/reconciliation-differences.md']),
  ].join('\n');
}

function countsOf(differences: readonly Difference[]): string {
  const counts = Object.entries(stateWords).flatMap(([state, words]) => {
    const count = differences.filter((each) => each.state === state).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.join(', ');
}

/** Every entry matched by ID; only the totals may still differ. */
function agreement(checked: readonly Tally[]): string {
  return isEven(checked)
    ? 'The ledgers agree.'
    : 'The ledgers agree about every charge, refund and dispute. Totals can still differ: each ledger counts by its own clock.';
}

/** Charges that are not ours and refunded orphaned charges legitimately appear in one ledger only. */
function isEven(checked: readonly Tally[]): boolean {
  const of = (ledger: Tally['ledger'], what: Tally['what'], currency: string): number =>
    checked.find((t) => t.ledger === ledger && t.what === what && t.currency === currency)?.amountMinor ?? 0;
  return checked.every(({ what, currency }) => {
    if (what === 'disputed') return of('stripe', what, currency) === of('payments', what, currency);
    if (what !== 'charged' && what !== 'refunded') return true;
    const orphaned = of('checkout', 'orphaned', currency);
    const [stripe, payments, orders] = ledgers.map(([ledger]) => of(ledger, what, currency));
    return stripe === payments && payments === (orders ?? 0) + orphaned;
  });
}
