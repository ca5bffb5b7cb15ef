import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Invariant } from '../invariant.ts';
import { type Row, text } from '../rows.ts';

/** 16. Alerts and operators go by the same state of a key. */
export const calledStuck: Invariant = {
  number: 16,
  says: 'Nothing that a bank delivers by a known date is called stuck before that date: no key in review, no order under examination.',
  contradictions: (evidence) => [...inReview(evidence), ...underExamination(evidence)],
};

const expectedBy = (row: Row): number => Date.parse(text(row, 'expected_by'));

function inReview({ samples, ledgers }: Evidence): string[] {
  const found = [...samples, ledgers].flatMap((sample) =>
    waiting(sample).flatMap(({ what, row }) =>
      sample.openKeys
        .filter((key) => key['operation_id'] === row['operation_id'] && key['state'] === 'review')
        .map(
          ({ service }) =>
            `${service} puts ${what} to an operator, although it is expected by ${text(row, 'expected_by')}`,
        ),
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

/** The date is gone once the payment has ended, so it is taken from all readings. */
function underExamination({ samples, ledgers }: Evidence): string[] {
  return ledgers.histories
    .filter((line) => text(line, 'type') === 'payment_in_review')
    .flatMap((line) => {
      const orderId = text(line, 'order_id');
      const dates = [...samples, ledgers]
        .flatMap(({ orders }) => orders.filter((order) => order['order_id'] === orderId))
        .map(expectedBy);
      return dates.some((date) => date > Date.parse(text(line, 'at')))
        ? [`the history of order ${orderId} calls its payment stuck before its date`]
        : [];
    });
}
