import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence, type LedgerTotal } from '../evidence.ts';
import { isCharged, isOfCheckout, number, type Row, text } from '../rows.ts';

type Amount = Pick<LedgerTotal, 'currency' | 'count' | 'amountMinor'>;
type Totals = Pick<Evidence, 'ledgers' | 'startedAt'> & { readonly totals: readonly LedgerTotal[] };

/**
 * Where the totals of a comparison without differences do not count what the ledgers hold. Reconciliation
 * gets the start in whole milliseconds. Not judged if a process dated an order or a payment by a wrong clock:
 * then it is outside the time that is compared.
 */
export function totalsAgainst({ ledgers, startedAt, totals }: Totals): string[] {
  const since = Math.floor(startedAt);
  const isDated = (column: string) => (row: Row) => {
    const date = Date.parse(text(row, column));
    return date >= since && date <= ledgers.readAt;
  };
  if (![...ledgers.orders, ...ledgers.payments].every(isDated('created_at'))) return [];
  const counted = (ledger: string, ...kinds: string[]): string =>
    summed(totals.filter((total) => total.ledger === ledger && kinds.includes(total.what)));
  const atProvider = providerTotals(ledgers, since);
  const ofCheckout = ledgers.payments.filter((payment) => isOfCheckout(payment['caller']));
  const refunds = succeeded(ledgers.paymentRefunds);
  const sumOf = (rows: readonly Row[]): string => summed(rows.map((row) => amountOf(row, ledgers)));
  return [
    ['charged at Stripe', summed(atProvider.charged), counted('stripe', 'charged')],
    ['refunded at Stripe', summed(atProvider.refunded), counted('stripe', 'refunded')],
    ['disputed at Stripe', summed(atProvider.disputed), counted('stripe', 'disputed')],
    ['charged by payments', sumOf(charged(ledgers.payments)), counted('payments', 'charged')],
    ['refunded by payments', sumOf(refunds.filter(isDated('created_at'))), counted('payments', 'refunded')],
    [
      'disputed at payments',
      sumOf(ledgers.paymentDisputes.filter(isDated('opened_at'))),
      counted('payments', 'disputed'),
    ],
    // Of orders and their refunds, whenever the provider dates these.
    ['charged for orders', sumOf(charged(ofCheckout)), counted('checkout', 'charged', 'orphaned')],
    ['refunded for orders', sumOf(refunds), counted('checkout', 'refunded', 'orphaned')],
  ]
    .filter(([, held, total]) => held !== total)
    .map(([what, held, total]) => `${what}: ${held}, but reconciliation counts ${total}`);
}

/** `8400 usd in 2`, by currency. */
function summed(amounts: readonly Amount[]): string {
  const sums = [...Map.groupBy(amounts, ({ currency }) => currency)].map(([currency, same]) => {
    const sum = (member: 'count' | 'amountMinor'): number =>
      same.reduce((total, each) => total + each[member], 0);
    return `${sum('amountMinor')} ${currency} in ${sum('count')}`;
  });
  return sums.length === 0 ? 'nothing' : sums.toSorted().join(', ');
}

/** At the provider it begins with a whole second. */
function providerTotals(
  ledgers: Ledgers,
  startedAt: number,
): Record<'charged' | 'refunded' | 'disputed', Amount[]> {
  const { intents, refunds, disputes } = ledgers;
  const since = Math.ceil(startedAt / 1_000) * 1_000;
  const ours = ownCharges(ledgers);
  const isCounted = ({ createdAt }: { readonly createdAt: string }): boolean =>
    Date.parse(createdAt) >= since;
  const amounts = <T extends { readonly chargeId: string; readonly amountMinor: number }>(
    all: readonly T[],
  ) =>
    all.flatMap(({ chargeId, amountMinor }) => {
      const charge = ours.find((each) => each.chargeId === chargeId);
      return charge === undefined ? [] : [{ currency: charge.currency, count: 1, amountMinor }];
    });
  return {
    charged: amounts(
      ours.filter(
        (charge) =>
          isCharged(charge) &&
          intents.some((intent) => intent.intentId === charge.paymentIntentId && isCounted(intent)),
      ),
    ),
    refunded: amounts(refunds.filter((refund) => refund.status === 'succeeded' && isCounted(refund))),
    disputed: amounts(disputes.filter(isCounted)),
  };
}

/** Without those of another installation on the account. Ours marks each charge as those of its payments. */
function ownCharges({ charges, payments }: Ledgers): Ledgers['charges'] {
  const ids = new Set(payments.map((payment) => payment['payment_id']));
  const marks = new Set(
    charges
      .filter(({ metadata }) => ids.has(metadata['paymentId']))
      .map(({ metadata }) => metadata['installation']),
  );
  return charges.filter(
    ({ metadata }) => metadata['paymentId'] !== undefined && marks.has(metadata['installation']),
  );
}

const charged = (payments: readonly Row[]): Row[] =>
  payments.filter((payment) => ['succeeded', 'refunded'].includes(text(payment, 'status')));

const succeeded = (refunds: readonly Row[]): Row[] =>
  refunds.filter((refund) => text(refund, 'status') === 'succeeded');

/** A payment, or a row of one. */
function amountOf(row: Row, { payments }: Ledgers): Amount {
  const payment = payments.find((each) => each['payment_id'] === row['payment_id']);
  const currency = payment === undefined ? 'of an unknown payment' : text(payment, 'currency');
  return { currency, count: 1, amountMinor: number(row, 'amount_minor') };
}
