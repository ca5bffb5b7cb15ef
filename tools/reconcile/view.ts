import { type Difference, type DifferenceState, formatMoney, type Tally } from '@holdfast/contracts';
import { table } from '../terminal.ts';
import { type Report } from './ask.ts';

type Paint = (style: 'bold' | 'red' | 'green' | 'yellow', text: string) => string;

/** Whether somebody still has to do something about it. */
export const isLeft = ({ state }: Difference): boolean => state !== 'repaired' && state !== 'waiting';

const stateWords: Readonly<Record<DifferenceState, string>> = {
  repaired: 'repaired',
  repairable: 'can be repaired',
  not_repaired: 'not repaired',
  waiting: 'ends by itself',
  for_a_person: 'for a person',
};

/** The whole report, as a person reads it. */
export function view(report: Report, paint: Paint): string {
  const { since, until, checked, differences } = report;
  return [
    paint('bold', `From ${since} until ${until}`),
    totals(checked),
    ...differences.map((difference, index) => entry(difference, index + 1, paint)),
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
  ['returned', 'returned for lack of an order'],
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

function entry(difference: Difference, number: number, paint: Paint): string {
  const { kind, state, found, why, action, orderId, paymentId, refundId, providerId } = difference;
  const ids = [orderId, paymentId, refundId, providerId].filter((id) => id !== null).join('  ');
  const color = state === 'repaired' ? 'green' : isLeft(difference) ? 'red' : 'yellow';
  return [
    `${number}. ${paint('bold', found)}`,
    `   ${paint(color, stateWords[state])} · ${kind}`,
    `   ${ids}`,
    `   Why: ${why}`,
    `   ${action}`,
  ].join('\n');
}

function conclusion({ differences, underWay }: Report, paint: Paint): string {
  const left = differences.filter(isLeft).length;
  const counts = Object.entries(stateWords).flatMap(([state, words]) => {
    const count = differences.filter((each) => each.state === state).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const summary =
    differences.length === 0
      ? paint('green', 'The ledgers agree.')
      : `${differences.length === 1 ? '1 difference' : `${differences.length} differences`}: ${counts.join(', ')}.`;
  const repairable = differences.some(({ state }) => state === 'repairable');
  return [
    summary,
    ...(underWay === 0
      ? []
      : [
          `${underWay} more ${underWay === 1 ? 'is' : 'are'} under way: too young to count (RECONCILE_UNDER_WAY_MS, 2 min by default).`,
        ]),
    ...(repairable ? ['Add --repair to have done what is safe.'] : []),
    ...(left === 0 ? [] : ['More about each kind: docs/reconciliation.md']),
  ].join('\n');
}
