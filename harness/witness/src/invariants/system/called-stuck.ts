import { type Commit, type RowChange } from '../../history/commit.ts';
import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Invariant } from '../invariant.ts';
import { type Row, text } from '../rows.ts';

/** 16. Alerts and operators go by the same state of a key. */
export const calledStuck: Invariant = {
  number: 16,
  says: 'Nothing that a bank delivers by a known date is called stuck before that date: no key in review, no order under examination.',
  contradictions: (evidence) =>
    evidence.history === undefined
      ? [...inReview(evidence), ...underExamination(evidence)]
      : againstHistory(evidence.history),
};

/** An order or payment, with its present date. */
interface Awaited {
  readonly what: string;
  readonly service: string;
  readonly operationId: string;
  /** 0 without a date. */
  readonly expectedBy: number;
}

/** A scenario may move dates into the past: what held before a commit is exact. */
function againstHistory(history: readonly Commit[]): string[] {
  const awaited = new Map<string, Awaited>();
  return history.flatMap(({ database, at, isOfSuite, changes }) => {
    const found = isOfSuite ? [] : changes.flatMap((change) => early(change, at, [...awaited.values()]));
    for (const { table, after } of changes) {
      if (after === undefined || (table !== 'orders' && table !== 'payment')) continue;
      const what =
        table === 'orders' ? `order ${text(after, 'order_id')}` : `payment ${text(after, 'payment_id')}`;
      awaited.set(what, awaitedIn(after, what, database));
    }
    return found;
  });
}

const awaitedIn = (row: Row, what: string, service: string): Awaited => ({
  what,
  service,
  operationId: text(row, 'operation_id'),
  expectedBy: Number(row['expected_by'] ?? 0),
});

/** Called stuck by this change, although its date has not come. */
function early({ table, before, after }: RowChange, at: number, all: readonly Awaited[]): string[] {
  if (after === undefined) return [];
  const waiting = all.filter((each) => each.expectedBy > at);
  if (table === 'idempotency_key' && after['state'] === 'review' && before?.['state'] !== 'review')
    return waiting
      .filter(({ operationId }) => operationId === after['operation_id'])
      .map((each) => putToOperator(each.service, each.what, new Date(each.expectedBy).toISOString()));
  if (table === 'order_event' && after['type'] === 'payment_in_review')
    return waiting
      .filter(({ what }) => what === `order ${text(after, 'order_id')}`)
      .map(() => calledEarly(text(after, 'order_id')));
  return [];
}

const putToOperator = (service: string, what: string, by: string): string =>
  `${service} puts ${what} to an operator, although it is expected by ${by}`;
const calledEarly = (orderId: string): string =>
  `the history of order ${orderId} calls its payment stuck before its date`;

const expectedBy = (row: Row): number => Date.parse(text(row, 'expected_by'));

function inReview({ samples, ledgers }: Evidence): string[] {
  const found = [...samples, ledgers].flatMap((sample) =>
    waiting(sample).flatMap(({ what, row }) =>
      sample.openKeys
        .filter((key) => key['operation_id'] === row['operation_id'] && key['state'] === 'review')
        .map(({ service }) => putToOperator(service, what, text(row, 'expected_by'))),
    ),
  );
  return [...new Set(found)];
}

/** Orders and payments whose date has not come. */
function waiting({ orders, payments, readAt }: Ledgers): { readonly what: string; readonly row: Row }[] {
  return [
    ...orders.map((row) => ({ what: `order ${text(row, 'order_id')}`, row })),
    ...payments.map((row) => ({ what: `payment ${text(row, 'payment_id')}`, row })),
  ].filter(({ row }) => expectedBy(row) > readAt);
}

/**
 * The date is gone once the payment has ended, so it is taken from all readings. They prove nothing if the
 * scenario moves dates.
 */
function underExamination({ samples, ledgers, scenario }: Evidence): string[] {
  if (scenario.isBackdated === true) return [];
  return ledgers.histories
    .filter((line) => text(line, 'type') === 'payment_in_review')
    .flatMap((line) => {
      const orderId = text(line, 'order_id');
      const dates = [...samples, ledgers]
        .flatMap(({ orders }) => orders.filter((order) => order['order_id'] === orderId))
        .map(expectedBy);
      return dates.some((date) => date > Date.parse(text(line, 'at'))) ? [calledEarly(orderId)] : [];
    });
}
