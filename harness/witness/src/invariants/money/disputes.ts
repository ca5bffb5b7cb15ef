import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Invariant } from '../invariant.ts';
import { number, orderOf, type Row, text, wasPaid } from '../rows.ts';

type Dispute = Ledgers['disputes'][number];

/** 15. */
export const disputes: Invariant = {
  number: 15,
  says: "Every dispute at the provider is in payments' ledger, on its order and in the order's history, with its status, its amount and, while the bank waits for a response, its deadline. A decided dispute stays decided, unless the bank reopens it.",
  contradictions: (evidence) => [...falseDisputes(evidence.ledgers), ...reopened(evidence)],
};

/** Disputes that the ledgers show wrongly while nothing is in progress. */
export const falseDisputes = (ledgers: Ledgers): string[] => [
  ...ledgers.disputes.flatMap((dispute) => ofDispute(ledgers, dispute)),
  ...invented(ledgers),
];

const statuses: Readonly<Record<string, string>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'closed',
  prevented: 'lost',
  needs_response: 'needs_response',
  under_review: 'under_review',
  won: 'won',
  lost: 'lost',
};

const said = ({ status, amountMinor }: Dispute): string =>
  `${statuses[status] ?? status} over ${amountMinor}`;
const shown = (row: Row): string => `${text(row, 'status')} over ${text(row, 'amount_minor')}`;
const withId =
  (disputeId: string) =>
  (row: Row): boolean =>
    row['dispute_id'] === disputeId;

/** Payments and orders that the shop did not make are not its concern. */
function ofDispute(ledgers: Ledgers, dispute: Dispute): string[] {
  const { disputeId, paymentIntentId } = dispute;
  const payment = ledgers.payments.find((each) => each['provider_payment_id'] === paymentIntentId);
  if (payment === undefined) return [];
  const row = ledgers.paymentDisputes.find(withId(disputeId));
  const found = [...against('payments', dispute, row), ...deadline('payments', dispute, row, row)];
  const order = orderOf(ledgers, text(payment, 'order_id'));
  if (order === undefined || !wasPaid(order) || order['payment_id'] !== payment['payment_id']) return found;
  const orderId = text(order, 'order_id');
  const onOrder = ledgers.orderDisputes.find(withId(disputeId));
  return [
    ...found,
    ...against(`order ${orderId}`, dispute, onOrder),
    ...deadline(`order ${orderId}`, dispute, onOrder, row),
    ...inHistory(ledgers, orderId, dispute),
  ];
}

function against(where: string, dispute: Dispute, row: Row | undefined): string[] {
  if (row === undefined) return [`${where} does not know dispute ${dispute.disputeId} (${said(dispute)})`];
  return shown(row) === said(dispute)
    ? []
    : [
        `${where} has dispute ${dispute.disputeId} as ${shown(row)}, but at the provider it is ${said(dispute)}`,
      ];
}

/**
 * The date is as of the report that payments recorded last: of two in one second, that may be the older one.
 * An order is compared if it has that record.
 */
function deadline(
  where: string,
  { disputeId, status, dueBy }: Dispute,
  row: Row | undefined,
  recorded: Row | undefined,
): string[] {
  if (row === undefined || recorded === undefined || dueBy === undefined) return [];
  if (recorded['provider_status'] !== status || row['revision'] !== recorded['revision']) return [];
  const right = status.endsWith('needs_response') && dueBy !== null ? dueBy : '';
  const known = text(row, 'evidence_due_by');
  return timeOf(known) === timeOf(right)
    ? []
    : [
        `${where} has "${known}" as the deadline of dispute ${disputeId}, but at the provider it is "${right}"`,
      ];
}

const timeOf = (stated: string): number => (stated === '' ? 0 : Date.parse(stated));

/** The newest line about its only dispute must be true; with several, each has its line. */
function inHistory(
  { histories, disputes: all, charges }: Ledgers,
  orderId: string,
  dispute: Dispute,
): string[] {
  const lines = histories
    .filter((line) => line['order_id'] === orderId && text(line, 'type').startsWith('dispute_'))
    .map((line) => `${text(line, 'type').slice('dispute_'.length)} over ${amountIn(text(line, 'text'))}`);
  const ofOrder = all.filter(({ chargeId }) =>
    charges.some((charge) => charge.chargeId === chargeId && charge.metadata['orderId'] === orderId),
  );
  const newest = ofOrder.length > 1 ? lines.find((line) => line === said(dispute)) : lines.at(-1);
  const repeated = lines.find((line, index) => ofOrder.length === 1 && line === lines[index - 1]);
  return [
    ...(newest === said(dispute)
      ? []
      : [
          `the history of order ${orderId} says "${newest ?? 'nothing'}" of dispute ${dispute.disputeId}, which is ${said(dispute)}`,
        ]),
    ...(repeated === undefined ? [] : [`the history of order ${orderId} says "${repeated}" twice in a row`]),
  ];
}

/** In minor units: the amount is the only number in such a line. */
const amountIn = (line: string): number => Number(line.replace(/\D/g, ''));

function invented({ disputes: known, paymentDisputes, orderDisputes }: Ledgers): string[] {
  return [...paymentDisputes, ...orderDisputes]
    .map((row) => text(row, 'dispute_id'))
    .filter((id) => !known.some(({ disputeId }) => disputeId === id))
    .map((id) => `dispute ${id} is recorded, but the provider does not know it`);
}

const decided: ReadonlySet<string> = new Set(['won', 'lost', 'closed']);

function reopened({ samples, ledgers }: Evidence): string[] {
  const byTheBank = ledgers.disputes.filter(({ withdrawals = 1 }) => withdrawals > 1);
  const found = [...samples, ledgers].flatMap((sample, index, all) =>
    [...sample.paymentDisputes, ...sample.orderDisputes].flatMap((row) => {
      const id = text(row, 'dispute_id');
      const before = all[index - 1];
      const was = [...(before?.paymentDisputes ?? []), ...(before?.orderDisputes ?? [])]
        .filter(withId(id))
        .find((each) => 'order_id' in each === 'order_id' in row);
      const isReopened =
        was !== undefined &&
        !byTheBank.some(({ disputeId }) => disputeId === id) &&
        decided.has(text(was, 'status')) &&
        number(was, 'revision') <= number(row, 'revision') &&
        text(was, 'status') !== text(row, 'status');
      return isReopened ? [`dispute ${id} went from ${text(was, 'status')} to ${text(row, 'status')}`] : [];
    }),
  );
  return [...new Set(found)];
}
